import { createHash } from 'node:crypto'
import type {
  Checkout,
  Fact,
  Gateway,
  Order,
  ProviderRecord,
  StoredEvent,
  Subscriptions,
  VerifiedEvent,
} from '#plugins/payments/gateways/gateway'
import {
  RazorpayClient,
  RazorpayRefused,
  RazorpayUnavailable,
  type RazorpaySettings,
} from '#plugins/payments/gateways/razorpay/client'
import {
  disputeIn,
  entityOf,
  itemsIn,
  orderIn,
  ourOrder,
  paymentIn,
  refundIn,
  subscriptionIn,
} from '#plugins/payments/gateways/razorpay/entities'
import {
  factsOfDispute,
  factsOfPayment,
  factsOfRefund,
  recordsOf,
} from '#plugins/payments/gateways/razorpay/facts'
import { listRazorpay, settledFees } from '#plugins/payments/gateways/razorpay/list'
import {
  captured,
  createOrder,
  fetchPayment,
  refundsOf,
  wireAmount,
} from '#plugins/payments/gateways/razorpay/payments'
import { isSigned } from '#plugins/payments/gateways/razorpay/signatures'
import { parseEvent } from '#plugins/payments/gateways/razorpay/parse_event'
import {
  lookSubscription,
  razorpaySubscriptions,
  underSubscription,
} from '#plugins/payments/gateways/razorpay/subscriptions'

/** What the gateway needs of the program. */
export interface RazorpayParts {
  settings: RazorpaySettings
  /** Where an order is paid on our own site, and what the link to it is called in a language. */
  payPage(order: Order): { label: string; url: string }
}

/** Cards, UPI and net banking in India. Amounts are paise. */
export class RazorpayGateway implements Gateway {
  readonly name = 'razorpay'
  readonly currencies = ['INR'] as const
  readonly partialRefunds = true
  readonly #client: RazorpayClient
  readonly subscriptions: Subscriptions

  constructor(private readonly parts: RazorpayParts) {
    this.#client = new RazorpayClient(parts.settings)
    this.subscriptions = razorpaySubscriptions(this.#client, (order) => parts.payPage(order).label)
  }

  /** The key that the browser's checkout is opened with; it is no secret. */
  get keyId(): string {
    return this.parts.settings.keyId
  }

  async open(order: Order): Promise<Checkout> {
    try {
      const known = await this.#client.ask((sdk) => sdk.orders.all({ receipt: order.id }))
      const found = itemsIn(known)
        .map(orderIn)
        .find(
          (one) =>
            ourOrder(one) === order.id &&
            one.amount === order.amount &&
            one.currency === order.currency
        )
      const made = found ?? (await createOrder(this.#client, order))
      return {
        outcome: 'open',
        way: { kind: 'link', ...this.parts.payPage(order) },
        providerOrder: made.id,
      }
    } catch (error) {
      if (error instanceof RazorpayRefused || error instanceof RazorpayUnavailable) {
        return { outcome: 'unavailable', reason: error.message }
      }
      throw error
    }
  }

  verify(raw: string, header: (name: string) => string | undefined): VerifiedEvent | null {
    const signature = header('x-razorpay-signature') ?? ''
    if (!isSigned(raw, signature, this.parts.settings.webhookSecret)) return null
    return parseEvent(raw, header('x-razorpay-event-id'))
  }

  /** Whether Razorpay's checkout says that this payment is for this order: its handler's three values. */
  confirms(said: { orderId: string; paymentId: string; signature: string }): boolean {
    const { orderId, paymentId, signature } = said
    return isSigned(`${orderId}|${paymentId}`, signature, this.parts.settings.keySecret)
  }

  async read({ body }: StoredEvent): Promise<readonly Fact[]> {
    const held = {
      order: entityOf(body, 'order'),
      payment: entityOf(body, 'payment'),
      refund: entityOf(body, 'refund'),
      dispute: entityOf(body, 'dispute'),
      subscription: entityOf(body, 'subscription'),
    }
    const order = held.order === undefined ? null : orderIn(held.order)
    const payment =
      held.payment === undefined
        ? null
        : await underSubscription(
            this.#client,
            await captured(this.#client, paymentIn(held.payment))
          )
    return [
      ...(payment ? factsOfPayment(payment, order && ourOrder(order)) : []),
      // What was never captured went back by itself, and was nobody's payment.
      ...(held.refund === undefined || payment?.captured === false
        ? []
        : factsOfRefund(refundIn(held.refund))),
      ...(held.dispute === undefined ? [] : factsOfDispute(disputeIn(held.dispute))),
      ...(held.subscription === undefined
        ? []
        : await lookSubscription(this.#client, subscriptionIn(held.subscription).id)),
    ]
  }

  async look(payment: string): Promise<readonly Fact[]> {
    const found = await fetchPayment(this.#client, payment)
    if (!found) return []
    const taken = await captured(this.#client, found)
    if (!taken.captured) return []
    const disputes = await Array.fromAsync(listRazorpay(this.#client, 'disputes', found.at))
    return [
      ...factsOfPayment(await underSubscription(this.#client, taken), null),
      ...(await refundsOf(this.#client, payment)).flatMap(factsOfRefund),
      ...disputes
        .map(disputeIn)
        .filter((one) => one.paymentId === payment)
        .flatMap(factsOfDispute),
    ]
  }

  /**
   * The key travels as Razorpay's idempotency key and as the refund's receipt: the first holds against requests that
   * cross, the second for as long as the refund is kept there.
   */
  async refund({
    payment,
    amount,
    key,
  }: Parameters<Gateway['refund']>[0]): ReturnType<Gateway['refund']> {
    // Letters, digits, hyphens and underscores, at least 10 (razorpay.com/docs/api/refunds/normal-refunds-idempotent).
    const receipt = createHash('sha256').update(key).digest('hex').slice(0, RECEIPT_LENGTH)
    try {
      const before = (await refundsOf(this.#client, payment)).find((one) => one.receipt === receipt)
      const refund =
        before ??
        refundIn(
          await this.#client.ask(
            (sdk) =>
              sdk.payments.refund(payment, {
                ...(amount !== null && { amount: wireAmount(amount) }),
                speed: 'normal',
                receipt,
              }),
            { 'X-Refund-Idempotency': receipt }
          )
        )
      return refund.status === 'failed'
        ? { outcome: 'refused', reason: `Razorpay's refund ${refund.id} failed` }
        : { outcome: 'refunded', refund: refund.id }
    } catch (error) {
      if (!(error instanceof RazorpayRefused)) throw error
      return { outcome: 'refused', reason: error.description }
    }
  }

  async *list(since: Date): AsyncIterable<ProviderRecord> {
    const settled = await settledFees(this.#client, since)
    const taken = new Map<string, boolean>()
    for await (const one of listRazorpay(this.#client, 'payments', since)) {
      const payment = await underSubscription(this.#client, paymentIn(one))
      taken.set(payment.id, payment.captured)
      yield* recordsOf(factsOfPayment(payment, null), settled.get(payment.id) ?? payment.fee)
    }
    for await (const one of listRazorpay(this.#client, 'refunds', since)) {
      const refund = refundIn(one)
      const isOurs =
        taken.get(refund.paymentId) ??
        (await fetchPayment(this.#client, refund.paymentId))?.captured ??
        true
      if (isOurs) yield* recordsOf(factsOfRefund(refund), null)
    }
    for await (const one of listRazorpay(this.#client, 'disputes', since)) {
      yield* recordsOf(factsOfDispute(disputeIn(one)), null)
    }
  }
}

/** Characters of a receipt; Razorpay takes 40. */
const RECEIPT_LENGTH = 40
