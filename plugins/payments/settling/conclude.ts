import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { PaymentsServices } from '#plugins/payments/services'
import type { Books, Share } from '#plugins/payments/settling/books'
import type { PaymentRow, ReturnRow } from '#plugins/payments/settling/payment'
import { returnMessages, type ReturnNews } from '#plugins/payments/settling/tell_sale'

/** Nothing is left to be told of what is known so far. */
export async function markSettled(
  trx: TransactionClientContract,
  paymentId: string
): Promise<void> {
  await sql(
    'update payments_payments set unsettled_since = null where id = :paymentId',
    { paymentId },
    trx
  )
}

/** What a return is once the books show it. */
function stateOf(one: ReturnRow): ReturnRow['state'] {
  if (one.outcome === 'failed') return 'failed'
  if (one.announced_at === null) return one.outcome === 'won' ? 'won' : 'known'
  return one.outcome === 'won' ? 'restored' : 'applied'
}

const takesCoins = ({ purchased, promo }: Share): boolean => purchased + promo > 0n

/** The books show all that is known: the returns say so, and whoever waits for that is told, in the same transaction. */
export async function concludeReturns(
  services: Pick<PaymentsServices, 'outbox'>,
  trx: TransactionClientContract,
  payment: PaymentRow,
  returns: readonly ReturnRow[],
  books: Books
): Promise<void> {
  const news: ReturnNews[] = []
  const gone = books.shares.reduce((sum, { amount }) => sum + amount, 0n)
  const whole = payment.amount !== null && gone >= payment.amount
  for (const one of returns) {
    const state = stateOf(one)
    const share = books.shares.find(({ returnId }) => returnId === one.id)
    const cameTo = one.amount ?? share?.amount ?? null
    const takes = state === 'applied' && share !== undefined && takesCoins(share)
    if (state === one.state && cameTo === one.came_to && takes === one.told_taken) continue
    const [row] = await sql<{ turn: bigint }>(
      `update payments_returns r set state = :state, amount = :cameTo, told_taken = :takes,
         reversal_id = coalesce((select transfer_id from payments_moves
           where return_id = r.id and kind = 'take' order by id desc limit 1), r.reversal_id),
         restore_id = (select g.transfer_id from payments_moves g join payments_moves t on t.id = g.undoes
           where t.return_id = r.id and :givenBack order by g.id desc limit 1)
       where r.id = :id
       returning
         (select count(*) from payments_moves where return_id = r.id and kind = 'take') as turn`,
      {
        id: one.id,
        state,
        cameTo,
        takes,
        givenBack: state === 'restored' || state === 'failed',
      },
      trx
    )
    // Where no coins went, because another return has them, there is nothing to tell.
    if (takes === one.told_taken || !row) continue
    const change = takes ? 'taken' : 'given'
    const isOver = takes || state !== 'applied'
    const amount = share?.amount ?? cameTo ?? 0n
    news.push({ returnId: one.id, kind: one.kind, change, turn: row.turn, amount, isOver })
  }
  const disputed = books.shares.some((share) => share.kind === 'dispute' && takesCoins(share))
  const told = await returnMessages(trx, payment, { news, gone, whole, disputed })
  await services.outbox.add(trx, told)
}
