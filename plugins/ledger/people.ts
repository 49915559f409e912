import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { E_PERSON_BUSY } from '#app/identity/errors'
import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import type { StatementLine, WalletBalance } from '#plugins/ledger/api'
import { COIN } from '#plugins/ledger/api'

/** Lines of a statement that an export holds at most: some megabytes. */
const EXPORTED_LINES = 20_000

/** The ledger's part when people are merged, deleted, or ask for their data. */
const people: PeopleModuleFactory = (context) => ({
  async merge({ from, into, trx }) {
    const outcome = await decide(trx, 'select ledger_merge(?, ?) as outcome', [from, into])
    return outcome === 'busy' ? { outcome: 'refused', reason: 'busy' } : { outcome: 'merged' }
  },

  async forget({ personId, trx }) {
    const outcome = await decide(trx, 'select ledger_close(?) as outcome', [personId])
    if (outcome === 'busy') throw new E_PERSON_BUSY('Coins of the person are held')
  },

  async export(personId) {
    const ledger = context.use('ledger')
    const lines: StatementLine[] = []
    // Entries stay where they were made: wallets that were merged into this one have lines of their own.
    for (const owner of [personId, ...(await mergedInto(personId))]) {
      for (let page = 1, pages = 1; page <= pages && lines.length < EXPORTED_LINES; page++) {
        const read = await ledger.statement(owner, page)
        pages = read.pages
        lines.push(...read.lines)
      }
    }
    const { caps } = await ledger.caps(personId)
    return {
      balance: wallet(await ledger.balance(personId)),
      limits: { coins_a_day: limit(caps.daily), coins_a_month: limit(caps.monthly) },
      statement: lines.map(({ at, memo, amount, bucket, transferId }) => ({
        at,
        coins: coins(amount),
        kind: bucket,
        what_for: memo,
        transfer: transferId,
      })),
    }
  },

  async losses(personId, say) {
    const { available, earnings } = await context.use('ledger').balance(personId)
    const earned = earnings.promo + earnings.purchased + earnings.earned
    const lost: string[] = []
    if (available > 0n) lost.push(say.t('ledger.losses.wallet', { coins: say.coins(available) }))
    if (earned > 0n) lost.push(say.t('ledger.losses.earnings', { coins: say.coins(earned) }))
    return lost
  },
})

async function mergedInto(personId: string): Promise<string[]> {
  const { rows } = await db.rawQuery<{ rows: { from_id: string }[] }>(
    'select from_id from ledger_merges where into_id = ? order by merged_at desc',
    [personId]
  )
  return rows.map((row) => row.from_id)
}

async function decide(
  trx: TransactionClientContract,
  statement: string,
  values: string[]
): Promise<string> {
  const { rows } = await trx.rawQuery<{ rows: { outcome: string }[] }>(statement, values)
  return rows[0]?.outcome ?? ''
}

function wallet({ buckets, held, owed, earnings, lifetimeReceived, lifetimeSpent }: WalletBalance) {
  return {
    gifts: coins(buckets.promo),
    bought: coins(buckets.purchased),
    earned: coins(buckets.earned),
    held: coins(held),
    owed: coins(owed),
    received_so_far: coins(lifetimeReceived),
    spent_so_far: coins(lifetimeSpent),
    earnings_not_drawn: coins(earnings.promo + earnings.purchased + earnings.earned),
  }
}

const limit = (amount: bigint | null): string | null => (amount === null ? null : coins(amount))

/** Millicoins as a decimal number of coins, exactly. */
function coins(amount: bigint): string {
  const size = amount < 0n ? -amount : amount
  const rest = (size % COIN).toString().padStart(3, '0').replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${size / COIN}${rest === '' ? '' : `.${rest}`}`
}

export default people
