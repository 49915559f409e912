/** What Razorpay knows: orders, payments, refunds, disputes; and what people and banks do there. */
import { randomBytes } from 'node:crypto'
import type {
  EmulatedDispute,
  EmulatedOrder,
  EmulatedPayment,
  EmulatedRefund,
  EmulatedSettlement,
  Entities,
} from '#tests/emulators/razorpay/entities'
import { RazorpayBilling } from '#tests/emulators/razorpay/billing'
import { refuse, RazorpayApiError } from '#tests/emulators/razorpay/errors'

/** Two per cent, and 18 % GST on it. */
const feeOf = (amount: number) => {
  const own = Math.round(amount * 0.02)
  const tax = Math.round(own * 0.18)
  return { fee: own + tax, tax }
}

export class RazorpayWorld {
  readonly orders = new Map<string, EmulatedOrder>()
  readonly payments = new Map<string, EmulatedPayment>()
  readonly refunds = new Map<string, EmulatedRefund>()
  readonly disputes = new Map<string, EmulatedDispute>()
  readonly settlements: EmulatedSettlement[] = []
  /** What a subscription's order is paid for. */
  readonly invoiceOf = new Map<string, string>()
  readonly billing: RazorpayBilling
  /** By idempotency key: the body that it came with, and its refund. */
  readonly #keys = new Map<string, { body: string; refund: string }>()

  /** @param tell called with each event as it happens, with its entities as they are then */
  constructor(private readonly tell: (event: string, entities: Entities) => void) {
    this.billing = new RazorpayBilling(this, tell)
  }

  createOrder(request: Pick<EmulatedOrder, 'amount' | 'currency' | 'receipt' | 'notes'>) {
    const order: EmulatedOrder = {
      id: id('order'),
      entity: 'order',
      ...request,
      amount_paid: 0,
      amount_due: request.amount,
      status: 'created',
      attempts: 0,
      created_at: now(),
    }
    this.orders.set(order.id, order)
    return order
  }

  order(orderId: string): EmulatedOrder {
    return this.orders.get(orderId) ?? refuse('The id provided does not exist')
  }

  payment(paymentId: string): EmulatedPayment {
    return this.payments.get(paymentId) ?? refuse('The id provided does not exist')
  }

  /** Somebody pays in the checkout. A bank that answers late leaves the payment authorised. */
  pay(orderId: string, { late = false }: { late?: boolean } = {}): EmulatedPayment {
    const order = this.order(orderId)
    if (order.status === 'paid') refuse('Payment already done for this order.')
    const payment = this.#begin(order, 'authorized')
    this.tell('payment.authorized', { payment })
    if (!late) this.#take(payment)
    return payment
  }

  /** Somebody's card is declined. */
  decline(orderId: string): EmulatedPayment {
    const payment = this.#begin(this.order(orderId), 'failed')
    payment.error_code = 'BAD_REQUEST_ERROR'
    payment.error_description = 'Payment failed'
    this.tell('payment.failed', { payment })
    return payment
  }

  capture(paymentId: string, { amount, currency }: { amount: number; currency?: string }) {
    const payment = this.payment(paymentId)
    if (payment.captured) refuse('This payment has already been captured')
    if (payment.status !== 'authorized') {
      refuse('Only payments which have been authorized and not yet captured can be captured')
    }
    if (amount !== payment.amount) {
      refuse('Capture amount must be equal to the amount authorized', 'amount')
    }
    if (currency !== undefined && currency !== payment.currency) {
      refuse('The currency does not match', 'currency')
    }
    this.#take(payment)
    return payment
  }

  refund(
    paymentId: string,
    request: { amount?: number; receipt: string | null; speed: 'normal' | 'optimum' },
    key: { value: string; body: string } | null
  ): EmulatedRefund {
    const used = key && this.#keys.get(key.value)
    if (used) {
      if (used.body !== key.body) {
        refuse('Different request with the same idempotency key has already been processed.')
      }
      const known = this.refunds.get(used.refund)
      if (known) return known
    }
    const payment = this.payment(paymentId)
    if (payment.status === 'refunded') refuse('The payment has been fully refunded already')
    if (payment.status !== 'captured') {
      refuse('The payment status should be captured for action to be taken')
    }
    const left = payment.amount - payment.amount_refunded
    const amount = request.amount ?? left
    if (amount > left) {
      refuse('The total refund amount is greater than the refund payment amount', 'amount')
    }
    const refund = this.#newRefund(payment, { ...request, amount })
    if (key) this.#keys.set(key.value, { body: key.body, refund: refund.id })
    this.#addRefunded(payment, amount)
    this.tell('refund.created', { refund, payment })
    return refund
  }

  /** Nobody captures a payment: it goes back by itself, as if somebody had given it back. */
  returnAuthorised(paymentId: string): void {
    const payment = this.payment(paymentId)
    if (payment.captured) throw new Error('It was captured')
    const refund = this.#newRefund(payment, { amount: payment.amount, receipt: null })
    this.#addRefunded(payment, payment.amount)
    this.tell('refund.created', { refund, payment })
    refund.status = 'processed'
    this.tell('refund.processed', { refund, payment })
  }

  /** The bank carries a refund out, or cannot. */
  settleRefund(refundId: string, outcome: 'processed' | 'failed'): EmulatedRefund {
    const refund = this.refunds.get(refundId)
    if (!refund) throw new RazorpayApiError(400, 'The id provided does not exist')
    const payment = this.payment(refund.payment_id)
    refund.status = outcome
    if (outcome === 'failed') this.#addRefunded(payment, -refund.amount)
    this.tell(`refund.${outcome}`, { refund, payment })
    return refund
  }

  /** A bank disputes a payment, or only asks about it. */
  dispute(paymentId: string, phase: EmulatedDispute['phase'] = 'chargeback'): EmulatedDispute {
    const payment = this.payment(paymentId)
    const dispute: EmulatedDispute = {
      id: id('disp'),
      entity: 'dispute',
      payment_id: paymentId,
      amount: payment.amount,
      currency: payment.currency,
      amount_deducted: 0,
      reason_code: 'chargeback_authorization',
      status: 'open',
      phase,
      created_at: now(),
    }
    this.disputes.set(dispute.id, dispute)
    this.tell('payment.dispute.created', { payment, dispute })
    return dispute
  }

  endDispute(disputeId: string, status: 'won' | 'lost' | 'closed'): EmulatedDispute {
    const dispute = this.disputes.get(disputeId)
    if (!dispute) throw new RazorpayApiError(400, 'The id provided does not exist')
    dispute.status = status
    dispute.amount_deducted = status === 'lost' ? dispute.amount : 0
    this.tell(`payment.dispute.${status}`, { payment: this.payment(dispute.payment_id), dispute })
    return dispute
  }

  /** Pays out what was captured, less what Razorpay keeps; a special rate may differ from what the payment says. */
  settle(rate: (amount: number) => { fee: number; tax: number } = feeOf): void {
    const settlement = id('setl')
    for (const payment of this.payments.values()) {
      const { id: paymentId, amount, currency, captured } = payment
      if (!captured || this.settlements.some(({ entity_id }) => entity_id === paymentId)) continue
      const { fee, tax } = rate(amount)
      this.settlements.push({
        entity_id: paymentId,
        type: 'payment',
        debit: 0,
        credit: amount - fee,
        amount,
        currency,
        fee,
        tax,
        on_hold: false,
        settled: true,
        created_at: now(),
        settled_at: now(),
        settlement_id: settlement,
        order_id: payment.order_id,
      })
    }
  }

  #begin(order: EmulatedOrder, status: EmulatedPayment['status']): EmulatedPayment {
    order.attempts++
    if (order.status === 'created') order.status = 'attempted'
    const payment: EmulatedPayment = {
      id: id('pay'),
      entity: 'payment',
      amount: order.amount,
      currency: order.currency,
      status,
      order_id: order.id,
      method: 'upi',
      invoice_id: this.invoiceOf.get(order.id) ?? null,
      amount_refunded: 0,
      refund_status: null,
      captured: false,
      email: 'fan@example.com',
      contact: '+919900000000',
      notes: [],
      fee: null,
      tax: null,
      error_code: null,
      error_description: null,
      created_at: now(),
    }
    this.payments.set(payment.id, payment)
    return payment
  }

  #take(payment: EmulatedPayment): void {
    Object.assign(payment, { status: 'captured', captured: true, ...feeOf(payment.amount) })
    this.tell('payment.captured', { payment })
    const order = payment.order_id === null ? undefined : this.orders.get(payment.order_id)
    if (!order) return
    Object.assign(order, { status: 'paid', amount_paid: order.amount, amount_due: 0 })
    this.tell('order.paid', { payment, order })
  }

  #newRefund(
    { id: paymentId, currency }: EmulatedPayment,
    about: { amount: number; receipt: string | null; speed?: 'normal' | 'optimum' }
  ): EmulatedRefund {
    const refund: EmulatedRefund = {
      id: id('rfnd'),
      entity: 'refund',
      amount: about.amount,
      currency,
      payment_id: paymentId,
      notes: [],
      receipt: about.receipt,
      acquirer_data: { arn: null },
      status: 'pending',
      speed_requested: about.speed ?? 'normal',
      speed_processed: 'normal',
      batch_id: null,
      created_at: now(),
    }
    this.refunds.set(refund.id, refund)
    return refund
  }

  #addRefunded(payment: EmulatedPayment, amount: number): void {
    payment.amount_refunded += amount
    const all = payment.amount_refunded === payment.amount
    payment.refund_status = all ? 'full' : payment.amount_refunded > 0 ? 'partial' : null
    payment.status = all ? 'refunded' : 'captured'
  }
}

const now = () => Math.floor(Date.now() / 1000)

/** 14 letters and digits after the kind. */
function id(kind: string): string {
  return `${kind}_${randomBytes(7).toString('hex')}`
}
