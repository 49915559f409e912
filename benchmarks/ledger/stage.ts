/** A ledger with fans who have coins, on a database of its own. */
import { randomUUID } from 'node:crypto'
import type { LedgerService } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { createScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'
import type { ScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'

export interface Stage extends ScratchLedger {
  ledger: LedgerService
  fans: readonly string[]
}

/** Fans that one transfer funds; its other leg is where the coins come from. */
const FUNDED_AT_ONCE = 99

/** What each fan gets, millicoins: a million coins. */
const FUNDS = 1_000_000_000n

/** The server that benchmarks run on: they create and drop databases there, so it takes a superuser. */
export function serverUrl(): string {
  const url = process.env.DATABASE_URL
  if (!url) throw new Error('DATABASE_URL names the Postgres to measure, as its superuser')
  return url
}

/** A person's id by number, so that SQL can make the same one. */
export const fanId = (n: number): string =>
  `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`

/** Opens a stage with so many fans; commits on it are durable, or it refuses. */
export async function openStage(fanCount: number): Promise<Stage> {
  const scratch = await createScratchLedger(serverUrl())
  const [durable] = await scratch.sql(
    `select current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as yes`
  )
  if (durable?.yes !== true) {
    await scratch.drop()
    throw new Error(
      'The server forgets commits (fsync or synchronous_commit is off): nothing to measure'
    )
  }
  const ledger = makeLedger({ database: scratch.database, settings: ledgerSettings })
  const fans = Array.from({ length: fanCount }, (_, n) => fanId(n + 1))
  for (let from = 0; from < fans.length; from += FUNDED_AT_ONCE) {
    const funded = fans.slice(from, from + FUNDED_AT_ONCE)
    await ledger.transfer({
      key: `fund:${from}`,
      memo: { key: 'ledger.memo.welcome' },
      legs: [
        { account: { kind: 'system', name: 'sales' }, amount: -FUNDS * BigInt(funded.length) },
        ...funded.map((personId) => ({
          account: { kind: 'wallet', personId, bucket: 'purchased' } as const,
          amount: FUNDS,
        })),
      ],
    })
  }
  return { ...scratch, ledger, fans }
}

/** Ids of creators whose earnings account is open, as it is from their first reply on. */
export async function openCreators(stage: Stage, count: number): Promise<string[]> {
  const creators = Array.from({ length: count }, () => randomUUID())
  for (const creator of creators) await stage.ledger.setCreatorShare(creator, null)
  return creators
}

/** Statistics and the disk as they are in a program that has run for a while. */
export async function settle(stage: Stage): Promise<void> {
  await stage.sql('vacuum analyze')
  await stage.sql('checkpoint')
}
