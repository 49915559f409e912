import { sql } from '#app/support/sql'
import type { BookedTransfer } from '#plugins/ledger/api'
import type { PaymentsServices } from '#plugins/payments/services'
import {
  readPayment,
  returnsOf,
  type PaymentRow,
  type ReturnRow,
} from '#plugins/payments/settling/payment'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A refund that this program asked for. */
export interface AskedRefund {
  id: string
  amount: bigint | null
  askedBy: string
  reason: string
  state: 'asked' | 'refunded' | 'refused' | 'unclear'
  refusal: string | null
  createdAt: Date
}

export interface WholePayment {
  payment: PaymentRow & { gateway_fee: bigint | null; credited_at: Date | null; created_at: Date }
  order: {
    id: string
    providerOrder: string | null
    title: string
    state: string
    /** Of something that is no pack: the plugin that sold it, and what it calls it. */
    sold: string | null
  } | null
  /** Who paid, where it is known. */
  payer: string | null
  returns: readonly ReturnRow[]
  refunds: readonly AskedRefund[]
  /** What the ledger made of it, with both legs. */
  transfers: readonly BookedTransfer[]
}

/** Everything that is known of a payment; null when there is none. */
export async function wholePayment(
  { ledger, identity }: Pick<PaymentsServices, 'ledger' | 'identity'>,
  id: string
): Promise<WholePayment | null> {
  if (!UUID.test(id)) return null
  const payment = await readPayment(id)
  if (!payment) return null
  const [more] = await sql<{
    gateway_fee: bigint | null
    credited_at: Date | null
    created_at: Date
  }>('select gateway_fee, credited_at, created_at from payments_payments where id = :id', { id })
  if (!more) return null
  const [order] = await sql<NonNullable<WholePayment['order']>>(
    `select id, provider_order as "providerOrder", title, state,
       case when seller is not null then concat_ws(' · ', seller, title, reference) end as sold
     from payments_orders where id = :orderId`,
    { orderId: payment.order_id }
  )
  const person = payment.person_id === null ? null : await identity.findPerson(payment.person_id)
  const moves = await sql<{ transferId: string }>(
    `select transfer_id as "transferId" from payments_moves
     where payment_id = :id and transfer_id is not null order by id`,
    { id }
  )
  return {
    payment: { ...payment, ...more },
    order: order ?? null,
    payer: person?.displayName ?? null,
    returns: await returnsOf(id),
    refunds: await refundsOf(id),
    transfers: await ledger.transfers(moves.map(({ transferId }) => transferId)),
  }
}

const refundsOf = (paymentId: string): Promise<AskedRefund[]> =>
  sql<AskedRefund>(
    `select id, amount, asked_by as "askedBy", reason, state, refusal, created_at as "createdAt"
     from payments_refunds where payment_id = :paymentId order by id`,
    { paymentId }
  )
