import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { keepFacts } from '#plugins/payments/actions/keep_facts'
import { settlePayment } from '#plugins/payments/actions/settle_payment'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import type { PaymentsServices } from '#plugins/payments/services'
import { lockPayment, readPayment, returnsOf } from '#plugins/payments/settling/payment'
import type { PaymentRow, ReturnRow } from '#plugins/payments/settling/payment'

export interface RefundRequest {
  /** Our id of the payment. */
  paymentId: string
  /** Minor units; null for all that is left of it. */
  amount: bigint | null
  /** Who wants it: a person's id, or `program`. */
  by: string
  /** A word for the records, at most 200 characters: `fan`, `fraud_warning`, or what an admin wrote. */
  reason: string
  /** The same key again is the same refund, whatever became of it; without one, only one that is under way. */
  key?: string
}

export type RefundOutcome =
  /** The gateway gave the money back, and the coins are taken back. */
  | { outcome: 'refunded'; refund: string }
  /** Nothing happened. */
  | { outcome: 'refused'; reason: RefundRefusal; detail: string }

export type RefundRefusal =
  /** No such payment, or it was not paid yet. */
  | 'unknown_payment'
  /** Its gateway is not connected. */
  | 'no_gateway'
  /** Nothing is left of it, or less than is wanted. */
  | 'nothing_left'
  /** The platform gives back whole payments only. */
  | 'whole_only'
  /** It is disputed: the bank decides where the money goes. */
  | 'disputed'
  /** Another refund of it is under way. */
  | 'under_way'
  /** The gateway refused; `detail` is in its words. */
  | 'gateway'

interface WishRow {
  id: string
  payment_id: string
  amount: bigint | null
}

const REASON_LENGTH = 200

/**
 * Gives money back, by the gateway that took it. The wish is kept before the gateway is asked, so the same wish is one
 * refund whatever crashes between; one that is left is finished by the next try, or by the job `settle_left`.
 * @throws when the gateway cannot be reached: it is tried again later
 */
export async function refundPayment(
  services: PaymentsServices,
  request: RefundRequest
): Promise<RefundOutcome> {
  const payment = await readPayment(request.paymentId)
  if (!payment || payment.amount === null) {
    return refused('unknown_payment', `${request.paymentId} was not paid`)
  }
  const gateway = (await services.gateways()).get(payment.gateway)
  if (!gateway) return refused('no_gateway', `${payment.gateway} is not connected`)
  const wish = await keepWish(gateway, request)
  return 'outcome' in wish ? wish : askGateway(services, gateway, payment, wish)
}

/** Finishes a refund whose process died between the wish and the books. */
export async function finishRefund(services: PaymentsServices, wish: WishRow): Promise<void> {
  const payment = await readPayment(wish.payment_id)
  const gateway = payment && (await services.gateways()).get(payment.gateway)
  if (payment && gateway) await askGateway(services, gateway, payment, wish)
}

const refused = (
  reason: RefundRefusal,
  detail: string
): Extract<RefundOutcome, { outcome: 'refused' }> => ({ outcome: 'refused', reason, detail })

/** The wish that is under way, when it is the same one; else a new one, when the payment allows it. */
async function keepWish(
  gateway: Gateway,
  request: RefundRequest
): Promise<WishRow | RefundOutcome> {
  const { paymentId, amount, by, key } = request
  const reason = request.reason.slice(0, REASON_LENGTH)
  return db.transaction(async (trx) => {
    const payment = await lockPayment(trx, paymentId)
    if (!payment || payment.amount === null) return refused('unknown_payment', paymentId)
    const before = key === undefined ? null : await wishOf(trx, key)
    if (before && before.payment_id !== paymentId) {
      throw new Error(`The key ${key} was used for a refund of another payment`)
    }
    if (before?.state === 'refunded') {
      return { outcome: 'refunded', refund: before.provider_refund ?? '' } as const
    }
    if (before && before.state !== 'asked') {
      return refused('gateway', before.refusal ?? 'It was never said whether the money went back')
    }
    if (before) return before
    const [open] = await sql<WishRow & { same: boolean }>(
      `select id, payment_id, amount,
         amount is not distinct from :amount::bigint and asked_by = :by and reason = :reason as same
       from payments_refunds where payment_id = :paymentId and state = 'asked'`,
      { paymentId, amount, by, reason },
      trx
    )
    if (open) return open.same ? open : refused('under_way', `Refund ${open.id} is under way`)

    const no = refusalOf(gateway, payment, await returnsOf(paymentId, trx), amount)
    if (no) return no
    const [wish] = await sql<WishRow>(
      `insert into payments_refunds (payment_id, amount, asked_by, reason, wish_key)
       values (:paymentId, :amount, :by, :reason, :key) returning id, payment_id, amount`,
      { paymentId, amount, by, reason, key: key ?? null },
      trx
    )
    if (!wish) throw new Error('No refund was written')
    return wish
  })
}

/** What became of the wish of a key. */
async function wishOf(
  trx: TransactionClientContract,
  key: string
): Promise<
  (WishRow & { state: string; provider_refund: string | null; refusal: string | null }) | null
> {
  const [row] = await sql<
    WishRow & { state: string; provider_refund: string | null; refusal: string | null }
  >(
    `select id, payment_id, amount, state, provider_refund, refusal from payments_refunds
     where wish_key = :key`,
    { key },
    trx
  )
  return row ?? null
}

function refusalOf(
  gateway: Gateway,
  payment: PaymentRow,
  returns: readonly ReturnRow[],
  amount: bigint | null
): Extract<RefundOutcome, { outcome: 'refused' }> | null {
  const standing = returns.filter(({ outcome }) => outcome !== 'won' && outcome !== 'failed')
  if (standing.some(({ kind }) => kind === 'dispute')) {
    return refused('disputed', 'The payment is disputed, or a dispute of it was lost')
  }
  const whole = payment.amount ?? 0n
  const left = standing.reduce((rest, one) => rest - (one.amount ?? rest), whole)
  if (left <= 0n || (amount ?? left) > left) {
    return refused('nothing_left', `${left > 0n ? left : 0n} ${payment.currency} are left of it`)
  }
  if (!gateway.partialRefunds && (amount ?? left) !== whole) {
    return refused('whole_only', `${gateway.name} gives back whole payments only`)
  }
  return null
}

async function askGateway(
  services: PaymentsServices,
  gateway: Gateway,
  payment: PaymentRow,
  wish: WishRow
): Promise<RefundOutcome> {
  const { id, amount } = wish
  const answer = await gateway.refund({
    payment: payment.provider_payment,
    // Where whole payments alone go back, "all of it" is the one way to say so.
    amount: gateway.partialRefunds ? amount : null,
    key: id,
    payerPlatformId: payment.payer_platform_id,
  })
  if (answer.outcome === 'refused') {
    await sql(
      `update payments_refunds set state = 'refused', refusal = :refusal, ended_at = now()
       where id = :id and state = 'asked'`,
      { id, refusal: answer.reason.slice(0, REASON_LENGTH) }
    )
    return refused('gateway', answer.reason)
  }
  // The books before the tick: whoever comes after a crash between asks the gateway under the same key again.
  const { refund } = answer
  await keepFacts(payment.gateway, [
    { kind: 'refunded', payment: payment.provider_payment, refund, amount, at: new Date() },
  ])
  await settlePayment(services, payment.id)
  await sql(
    `update payments_refunds set state = 'refunded', provider_refund = :refund, ended_at = now()
     where id = :id and state = 'asked'`,
    { id, refund }
  )
  return { outcome: 'refunded', refund }
}
