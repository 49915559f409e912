/** What people and banks do at Stripe. */
import { beginSubscription } from '#tests/emulators/stripe/billing'
import { beginDelayed, charge, newCard, newIntent, succeed } from '#tests/emulators/stripe/charging'
import { StripeFault } from '#tests/emulators/stripe/errors'
import type {
  CardBehaviour,
  CheckoutSession,
  Dispute,
  FraudWarning,
  PaymentMethod,
  Refund,
} from '#tests/emulators/stripe/objects'
import {
  expireSession,
  intentDataOf,
  recurringDataOf,
} from '#tests/emulators/stripe/routes/checkout'
import { refundCharge } from '#tests/emulators/stripe/routes/refunds'
import { newId, type World } from '#tests/emulators/stripe/world'

/** What a dispute costs, minor units (stripe.com/pricing, in the United States). */
export const DISPUTE_FEE = 1_500

export interface Paying {
  /** By default the card pays. */
  card?: CardBehaviour
  /** The fan ticks "save this card", where the page offers it. */
  save?: boolean
  /** A way to pay that takes days: see {@link Deeds.settle}. */
  delayed?: boolean
}

export class Deeds {
  constructor(private readonly world: World) {}

  /** The session of a page's address, or of an id. */
  session(idOrUrl: string): CheckoutSession {
    const id = idOrUrl.slice(idOrUrl.lastIndexOf('/') + 1)
    return this.world.sessions.get(id)
  }

  /** Somebody pays (or saves a card) on Checkout's page. Gives the session as it then is. */
  pay(idOrUrl: string, paying: Paying = {}): CheckoutSession {
    const { world } = this
    const session = this.session(idOrUrl)
    if (session.status !== 'open') throw new Error(`The page is ${session.status}`)
    const card = newCard(world, paying.card ?? 'succeeds')
    if (session.mode === 'setup') return this.#saveCard(session, card)
    if (session.mode === 'subscription') return this.#subscribe(session, card, paying.card)
    const data = intentDataOf.get(session)
    const intent = newIntent(world, {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      customer: session.customer,
      description: data?.description ?? null,
      metadata: data?.metadata ?? {},
      setup_future_usage: data?.setupFutureUsage ?? null,
    })
    const ticked = (data?.offersSaving ?? false) && paying.save === true
    if (paying.delayed) {
      beginDelayed(world, intent, card)
    } else {
      try {
        charge(world, { intent, method: card, behaviour: this.#asked(paying.card) })
      } catch (error) {
        // The page says so, and the fan may try another card.
        if (error instanceof StripeFault) return session
        throw error
      }
    }
    if (ticked || data?.setupFutureUsage) this.#attach(card, session.customer)
    return this.#complete(session, { payment_intent: intent.id }, !paying.delayed)
  }

  /** The page says so when the card does not pay, and the fan may try another. */
  #subscribe(
    session: CheckoutSession,
    card: PaymentMethod,
    behaviour?: CardBehaviour
  ): CheckoutSession {
    const data = recurringDataOf.get(session)
    if (!data || session.customer === null) throw new Error('The page sells no subscription')
    const begun = beginSubscription(this.world, {
      ...data,
      customer: session.customer,
      amount: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      card,
      behaviour: this.#asked(behaviour),
    })
    if (!begun) return session
    this.#attach(card, session.customer)
    const { subscription, invoice } = begun
    session.payment_status = data.trialDays > 0 ? 'no_payment_required' : 'paid'
    return this.#complete(session, { subscription, invoice }, data.trialDays === 0)
  }

  /** On the page somebody is there to confirm with their bank. */
  #asked(card: CardBehaviour = 'succeeds'): CardBehaviour {
    return card === 'authentication_required' ? 'succeeds' : card
  }

  /** What became of a payment that took days. */
  settle(idOrUrl: string, outcome: 'succeeded' | 'failed'): void {
    const { world } = this
    const session = this.session(idOrUrl)
    const intent = world.intents.get(session.payment_intent ?? '')
    if (outcome === 'succeeded') {
      succeed(world, intent, world.paymentMethods.get(intent.payment_method ?? ''))
      session.payment_status = 'paid'
      world.tell('checkout.session.async_payment_succeeded', session)
    } else {
      intent.status = 'requires_payment_method'
      world.tell('payment_intent.payment_failed', intent)
      world.tell('checkout.session.async_payment_failed', session)
    }
  }

  /** The page was open for too long. */
  expire(idOrUrl: string): void {
    expireSession(this.world, this.session(idOrUrl))
  }

  /** A card that a customer saved, and what it does when it is charged. */
  giveCard(customer: string, behaviour: CardBehaviour = 'succeeds', last4?: string): PaymentMethod {
    const card = newCard(this.world, behaviour, last4)
    this.#attach(card, customer)
    return card
  }

  setCard(card: string, behaviour: CardBehaviour): void {
    this.world.behaviours.set(this.world.paymentMethods.get(card).id, behaviour)
  }

  /** Somebody gives money back at Stripe's dashboard. */
  refund(intentId: string, amount?: number): Refund {
    const made = this.#chargeOf(intentId)
    return refundCharge(this.world, made, {
      amount: amount ?? made.amount - made.amount_refunded,
      reason: 'requested_by_customer',
      metadata: {},
    })
  }

  /** The bank does not take a refund: its card is closed, for instance. */
  failRefund(refundId: string): void {
    const { world } = this
    const refund = world.refunds.get(refundId)
    const made = world.charges.get(refund.charge)
    refund.status = 'failed'
    refund.failure_reason = 'lost_or_stolen_card'
    made.amount_refunded -= refund.amount
    made.refunded = false
    const { amount, currency, id } = refund
    world.book({ amount, currency, type: 'refund_failure', category: 'refund_failure', source: id })
    world.tell('refund.updated', refund)
    world.tell('refund.failed', refund)
  }

  /** The cardholder disputes a payment: the money is held back, and a fee is due. */
  dispute(intentId: string, amount?: number): Dispute {
    const dispute = this.#newDispute(intentId, 'needs_response', amount)
    const made = this.world.charges.get(dispute.charge)
    made.disputed = true
    this.world.tell('charge.dispute.created', dispute)
    this.#bookDispute(dispute, -dispute.amount, DISPUTE_FEE, 'dispute')
    this.world.tell('charge.dispute.funds_withdrawn', dispute)
    return dispute
  }

  /** The bank asks what it was; no money moves. */
  inquire(intentId: string): Dispute {
    const dispute = this.#newDispute(intentId, 'warning_needs_response')
    this.world.tell('charge.dispute.created', dispute)
    return dispute
  }

  closeDispute(disputeId: string, outcome: 'won' | 'lost'): void {
    const dispute = this.world.disputes.get(disputeId)
    dispute.status = outcome
    if (outcome === 'won') {
      this.#bookDispute(dispute, dispute.amount, 0, 'dispute_reversal')
      this.world.tell('charge.dispute.funds_reinstated', dispute)
    }
    this.world.tell('charge.dispute.closed', dispute)
  }

  /** The card's network says that a payment is fraud. */
  warn(intentId: string): FraudWarning {
    const made = this.#chargeOf(intentId)
    const warning = this.world.warnings.add({
      id: newId('issfr'),
      object: 'radar.early_fraud_warning',
      created: this.world.now(),
      actionable: !made.refunded && !made.disputed,
      charge: made.id,
      payment_intent: intentId,
      fraud_type: 'made_with_stolen_card',
      livemode: false,
    })
    this.world.tell('radar.early_fraud_warning.created', warning)
    return warning
  }

  #saveCard(session: CheckoutSession, card: PaymentMethod): CheckoutSession {
    this.#attach(card, session.customer)
    return this.#complete(session, {}, false)
  }

  #attach(card: PaymentMethod, customer: string | null): void {
    if (customer === null) return
    card.customer = customer
    card.allow_redisplay = 'always'
    this.world.tell('payment_method.attached', card)
  }

  #complete(
    session: CheckoutSession,
    change: Partial<CheckoutSession>,
    paid: boolean
  ): CheckoutSession {
    Object.assign(session, { ...change, status: 'complete', url: null })
    if (paid) session.payment_status = 'paid'
    this.world.tell('checkout.session.completed', session)
    return session
  }

  #newDispute(intentId: string, status: Dispute['status'], amount?: number): Dispute {
    const made = this.#chargeOf(intentId)
    return this.world.disputes.add({
      id: newId('du'),
      object: 'dispute',
      created: this.world.now(),
      amount: amount ?? made.amount - made.amount_refunded,
      currency: made.currency,
      charge: made.id,
      payment_intent: intentId,
      reason: 'fraudulent',
      status,
      is_charge_refundable: status === 'warning_needs_response',
      balance_transactions: [],
      metadata: {},
      livemode: false,
    })
  }

  #bookDispute(dispute: Dispute, amount: number, fee: number, category: string): void {
    const { currency, id: source } = dispute
    dispute.balance_transactions.push(
      this.world.book({ amount, currency, fee, type: 'adjustment', category, source })
    )
  }

  #chargeOf(intentId: string) {
    const intent = this.world.intents.get(intentId)
    if (intent.latest_charge === null) throw new Error(`${intentId} was not paid`)
    return this.world.charges.get(intent.latest_charge)
  }
}
