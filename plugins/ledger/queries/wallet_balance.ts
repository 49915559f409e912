import type { WalletBalance } from '#plugins/ledger/api'
import { checkId } from '#plugins/ledger/support/checks'
import { queryPreparedRows } from '#app/support/prepared_statement'
import type { LedgerContext } from '#plugins/ledger/support/operations'

type Row = [
  promo: bigint,
  purchased: bigint,
  earned: bigint,
  held: bigint,
  received: bigint,
  spent: bigint,
  earningsPromo: bigint,
  earningsPurchased: bigint,
  earningsEarned: bigint,
  owed: bigint,
]

/** What a person has, and had; all zero when nothing ever came in. */
export function walletBalance({ database, settings }: LedgerContext) {
  return async (personId: string): Promise<WalletBalance> => {
    checkId(personId, 'personId')
    const [row] = await queryPreparedRows<Row>(database, {
      name: 'ledger_balance',
      text: 'select * from ledger_balance($1)',
      values: [personId],
    })
    if (!row) throw new Error('ledger_balance gave no row')
    const [promo, purchased, earned, held, lifetimeReceived, lifetimeSpent, ...rest] = row
    const [earningsPromo, earningsPurchased, earningsEarned, owed] = rest
    const available = promo + purchased + earned
    return {
      buckets: { promo, purchased, earned },
      available,
      held,
      lifetimeReceived,
      lifetimeSpent,
      earnings: { promo: earningsPromo, purchased: earningsPurchased, earned: earningsEarned },
      owed,
      low: available < settings.lowBalance,
    }
  }
}
