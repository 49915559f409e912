import { randomUUID } from 'node:crypto'
import type { Bucket, ByBucket, HoldRequest, LedgerService } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import type { LedgerSettings } from '#plugins/ledger/support/operations'
import { createScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'
import type { ScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'

/** A ledger on a database of its own, with shorthands for what tests say over and over. */
export interface Bench extends ScratchLedger {
  ledger: LedgerService
  /** A new person whose wallet has these millicoins. */
  fan(coins?: Partial<ByBucket>): Promise<string>
  /** Holds coins, and fails when they cannot be held. Gives the hold's id. */
  held(request: Partial<HoldRequest> & { personId: string; amount: bigint }): Promise<string>
}

export const memo = { key: 'test.memo', data: { name: 'Mira' } }

/** Where coins of each kind come from in tests. */
const SOURCES = { promo: 'promotion', purchased: 'sales', earned: 'adjustments' } as const

export async function fund(
  ledger: LedgerService,
  personId: string,
  bucket: Bucket,
  amount: bigint,
  key = `fund:${randomUUID()}`
) {
  return ledger.transfer({
    key,
    memo,
    legs: [
      { account: { kind: 'system', name: SOURCES[bucket] }, amount: -amount },
      { account: { kind: 'wallet', personId, bucket }, amount },
    ],
  })
}

/** The server that tests use; a test process has it from the runner. */
export function serverUrl(): string {
  const url = process.env.DATABASE_URL
  if (!url) throw new Error('DATABASE_URL names the Postgres to test on')
  return url
}

/** @param server address of the server that it is on */
export async function openBench(
  settings: Partial<LedgerSettings> = {},
  server = serverUrl()
): Promise<Bench> {
  const scratch = await createScratchLedger(server)
  const ledger = makeLedger({
    database: scratch.database,
    settings: { ...ledgerSettings, ...settings },
  })
  return {
    ...scratch,
    ledger,
    fan: async (coins = {}) => {
      const personId = randomUUID()
      for (const bucket of ['promo', 'purchased', 'earned'] as const) {
        const amount = coins[bucket] ?? 0n
        if (amount > 0n) await fund(ledger, personId, bucket, amount)
      }
      return personId
    },
    held: async (request) => {
      const outcome = await ledger.hold({ key: randomUUID(), creatorId: null, memo, ...request })
      if (outcome.outcome !== 'held') throw new Error(`Not held: ${outcome.outcome}`)
      return outcome.holdId
    },
  }
}

/** Lets the time of all open holds be over, which only the superuser can. */
export async function expireHolds(scratch: ScratchLedger): Promise<void> {
  await scratch.sql(`
    begin;
    alter table ledger_holds disable trigger ledger_ends_once;
    update ledger_holds set expires_at = clock_timestamp() where state = 'held';
    alter table ledger_holds enable always trigger ledger_ends_once;
    commit;`)
}
