import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { OutboxMessage } from '#app/job_kit/types'
import { PAYMENT_EVENTS } from '#plugins/payments/api'
import type { PaymentsServices } from '#plugins/payments/services'

/** A payment for something that another plugin sells. */
interface PaidSale {
  orderId: string
  seller: string
  reference: string
  personId: string
  amount: bigint
  currency: string
  /** The ledger's; null until it is in the books. */
  transferId: string | null
}

/** Of which sale a payment is; null when it is for a pack. */
async function saleOf(trx: TransactionClientContract, paymentId: string): Promise<PaidSale | null> {
  const [row] = await sql<PaidSale>(
    `select o.id as "orderId", o.seller, o.reference, p.person_id as "personId", p.amount, p.currency,
       p.transfer_id as "transferId"
     from payments_payments p join payments_orders o on o.id = p.order_id
     where p.id = :paymentId and o.seller is not null`,
    { paymentId },
    trx
  )
  return row ?? null
}

/** Tells who sells it that money arrived. False for a pack, which is told in another way. */
export async function tellSold(
  { outbox }: Pick<PaymentsServices, 'outbox'>,
  trx: TransactionClientContract,
  paymentId: string
): Promise<boolean> {
  const sale = await saleOf(trx, paymentId)
  if (!sale) return false
  const { amount, ...rest } = sale
  const payload = { paymentId, ...rest, amount: amount.toString() }
  await outbox.add(trx, [{ topic: PAYMENT_EVENTS.sold, key: paymentId, payload }])
  return true
}

/** Money of a payment that went back, or came again. */
export interface ReturnNews {
  returnId: string
  kind: 'refund' | 'dispute'
  change: 'taken' | 'given'
  /** How often it was taken: a dispute that is lost after all is told once more. */
  turn: bigint
  /** Minor units that it takes, or had taken, of those that no return before it took. */
  amount: bigint
  /** False where it stands, and another return of the payment has its coins now. */
  isOver: boolean
}

/** How a payment stands once its books are right. */
export interface Standing {
  /** Minor units that went back or are held back, of all returns together. */
  gone: bigint
  /** Nothing of the payment is left. */
  whole: boolean
  /** A dispute holds some of it. */
  disputed: boolean
}

/** What is to be told of money that went back; `sale_returned` where another plugin sold it. */
export async function returnMessages(
  trx: TransactionClientContract,
  payment: { id: string; person_id: string | null; facts: number },
  { news, gone, whole, disputed }: Standing & { news: readonly ReturnNews[] }
): Promise<OutboxMessage[]> {
  if (news.length === 0) return []
  const sale = await saleOf(trx, payment.id)
  // To whoever bought a pack nothing has happened when their coins are gone for another reason.
  const told = sale ? news : news.filter(({ isOver }) => isOver)
  return told.map(({ returnId, kind, change, turn, amount }) => {
    const payload = { returnId, paymentId: payment.id, personId: payment.person_id, kind, change }
    if (!sale) {
      return { topic: PAYMENT_EVENTS.returned, key: `${returnId}:${change}`, payload }
    }
    const { orderId, seller, reference } = sale
    return {
      topic: PAYMENT_EVENTS.saleReturned,
      key: `${returnId}:${change}:${turn}`,
      payload: {
        ...payload,
        orderId,
        seller,
        reference,
        amount: amount.toString(),
        gone: gone.toString(),
        whole,
        disputed,
        asOf: payment.facts,
      },
    }
  })
}
