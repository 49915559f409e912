/** Fans with coins in the books of a program that runs elsewhere, as another process of it sees them. */
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { connectScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'
import { fanId, openCreators, type Stage } from '../ledger/stage.js'

/** What each fan gets, millicoins: a million coins. */
const FUNDS = 1_000_000_000n
/** Fans that one transfer funds. */
const FUNDED_AT_ONCE = 99

export interface Fans extends Stage {
  creators: readonly string[]
}

export async function openFans(databaseUrl: string, count: number): Promise<Fans> {
  const connected = await connectScratchLedger(databaseUrl)
  const ledger = makeLedger({ database: connected.database, settings: ledgerSettings })
  const fans = Array.from({ length: count }, (_, n) => fanId(n + 1))
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
  const stage = { ...connected, ledger, fans }
  return { ...stage, creators: await openCreators(stage, 1) }
}
