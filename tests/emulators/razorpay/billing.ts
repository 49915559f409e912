/** Razorpay's plans, subscriptions and their invoices (razorpay.com/docs/api/payments/subscriptions). */
import { randomBytes } from 'node:crypto'
import { DateTime } from 'luxon'
import type {
  EmulatedInvoice,
  EmulatedPayment,
  EmulatedPlan,
  EmulatedSubscription,
  Entities,
} from '#tests/emulators/razorpay/entities'
import { refuse } from '#tests/emulators/razorpay/errors'
import type { RazorpayWorld } from '#tests/emulators/razorpay/world'

/** What a card is tried with, paise. */
const TRIED = 500

/** The most periods: a hundred years of them. */
const MOST = { monthly: 1_200, yearly: 100 } as const

export class RazorpayBilling {
  readonly plans = new Map<string, EmulatedPlan>()
  readonly subscriptions = new Map<string, EmulatedSubscription>()
  readonly invoices = new Map<string, EmulatedInvoice>()
  readonly #ending = new Set<string>()

  constructor(
    private readonly world: RazorpayWorld,
    private readonly tell: (event: string, entities: Entities) => void
  ) {}

  createPlan(wish: Pick<EmulatedPlan, 'interval' | 'period' | 'item' | 'notes'>): EmulatedPlan {
    const plan: EmulatedPlan = { id: id('plan'), entity: 'plan', ...wish, created_at: now() }
    this.plans.set(plan.id, plan)
    return plan
  }

  createSubscription(
    wish: Pick<
      EmulatedSubscription,
      'plan_id' | 'total_count' | 'notes' | 'customer_notify' | 'start_at' | 'expire_by'
    >
  ): EmulatedSubscription {
    const plan = this.plans.get(wish.plan_id) ?? refuse('The id provided does not exist', 'plan_id')
    if (wish.total_count < 1 || wish.total_count > MOST[plan.period]) {
      refuse('Exceeds the maximum total count allowed for the given period', 'total_count')
    }
    if (wish.start_at !== null && (wish.expire_by ?? 0) > wish.start_at) {
      refuse('expire_by cannot be after start_at.', 'expire_by')
    }
    const subscriptionId = id('sub')
    const subscription: EmulatedSubscription = {
      id: subscriptionId,
      entity: 'subscription',
      ...wish,
      customer_id: null,
      status: 'created',
      current_start: null,
      current_end: null,
      ended_at: null,
      quantity: 1,
      charge_at: null,
      end_at: null,
      paid_count: 0,
      remaining_count: wish.total_count,
      short_url: `https://rzp.io/i/${subscriptionId}`,
      has_scheduled_changes: false,
      source: 'api',
      created_at: now(),
    }
    this.subscriptions.set(subscription.id, subscription)
    return subscription
  }

  subscription(subscriptionId: string): EmulatedSubscription {
    return this.subscriptions.get(subscriptionId) ?? refuse('The id provided does not exist')
  }

  invoice(invoiceId: string): EmulatedInvoice {
    return this.invoices.get(invoiceId) ?? refuse('The id provided does not exist')
  }

  /**
   * Somebody authorises one that starts later: the card is tried with five rupees, which are never captured and go back
   * by themselves.
   */
  authenticate(subscriptionId: string): EmulatedPayment {
    const subscription = this.subscription(subscriptionId)
    if (subscription.status !== 'created' || subscription.start_at === null) {
      refuse(`Subscription is not to be authenticated in ${subscription.status} status.`)
    }
    const order = this.world.createOrder({
      amount: TRIED,
      currency: 'INR',
      receipt: null,
      notes: [],
    })
    const payment = this.world.pay(order.id, { late: true })
    subscription.status = 'authenticated'
    subscription.charge_at = subscription.start_at
    this.tell('subscription.authenticated', { subscription })
    this.world.returnAuthorised(payment.id)
    return payment
  }

  /** Somebody authorises it on Razorpay's page and pays the first period; later, the next is charged. */
  charge(subscriptionId: string): EmulatedPayment {
    const subscription = this.subscription(subscriptionId)
    const before = subscription.status
    if (!['created', 'authenticated', 'active', 'pending', 'halted'].includes(before)) {
      refuse(`Subscription is not chargeable in ${before} status.`)
    }
    const begins = before === 'created'
    if (begins && subscription.start_at !== null) refuse('It is to be authenticated first.')
    const invoice = this.#invoice(subscription)
    if (begins) {
      subscription.start_at = now()
      this.tell('subscription.authenticated', { subscription })
    }
    const payment = this.world.pay(invoice.order_id)
    Object.assign(invoice, { status: 'paid', payment_id: payment.id })
    subscription.paid_count += 1
    subscription.remaining_count -= 1
    this.#move(subscription)
    subscription.status = 'active'
    if (before !== 'active') this.tell('subscription.activated', { subscription })
    this.tell('subscription.charged', { subscription, payment })
    return payment
  }

  /** The next period's charge fails; after some days Razorpay gives up. */
  fail(subscriptionId: string, status: 'pending' | 'halted' = 'pending'): void {
    const subscription = this.subscription(subscriptionId)
    if (status === 'pending') this.world.decline(this.#invoice(subscription).order_id)
    subscription.status = status
    this.tell(`subscription.${status}`, { subscription })
  }

  /** An operator pauses it at the dashboard, or has it go on. */
  pause(subscriptionId: string, paused: boolean): void {
    const subscription = this.subscription(subscriptionId)
    const needed = paused ? 'active' : 'paused'
    if (subscription.status !== needed) refuse(`Subscription is not ${needed}.`)
    subscription.status = paused ? 'paused' : 'active'
    this.tell(`subscription.${paused ? 'paused' : 'resumed'}`, { subscription })
  }

  cancel(subscriptionId: string, atEnd: boolean): EmulatedSubscription {
    const subscription = this.subscription(subscriptionId)
    const { status } = subscription
    if (['cancelled', 'completed', 'expired'].includes(status)) {
      refuse(`Subscription is not cancellable in ${status} status.`, 'status')
    }
    if (!atEnd) {
      this.#end(subscription)
    } else if (status === 'created' || status === 'authenticated') {
      refuse('Subscription cannot be cancelled since no billing cycle is going on')
    } else {
      this.#ending.add(subscription.id)
    }
    return subscription
  }

  /** The period is over: one that was cancelled ends. */
  endPeriod(subscriptionId: string): void {
    const subscription = this.subscription(subscriptionId)
    if (!this.#ending.has(subscriptionId)) throw new Error('It goes on: charge it')
    this.#end(subscription)
  }

  #end(subscription: EmulatedSubscription): void {
    Object.assign(subscription, { status: 'cancelled', ended_at: now() })
    this.tell('subscription.cancelled', { subscription })
  }

  #invoice({ id: subscriptionId, plan_id: planId }: EmulatedSubscription): EmulatedInvoice {
    const open = [...this.invoices.values()].find(
      (one) => one.subscription_id === subscriptionId && one.status === 'issued'
    )
    if (open) return open
    const { amount, currency } = this.plans.get(planId)?.item ?? refuse('No plan')
    const order = this.world.createOrder({ amount, currency, receipt: null, notes: [] })
    const invoice: EmulatedInvoice = {
      id: id('inv'),
      entity: 'invoice',
      subscription_id: subscriptionId,
      order_id: order.id,
      payment_id: null,
      status: 'issued',
      amount,
      currency,
      created_at: now(),
    }
    this.invoices.set(invoice.id, invoice)
    this.world.invoiceOf.set(order.id, invoice.id)
    return invoice
  }

  /** The period that was paid now. */
  #move(subscription: EmulatedSubscription): void {
    const period = this.plans.get(subscription.plan_id)?.period === 'yearly' ? 'years' : 'months'
    const start = DateTime.fromSeconds(subscription.start_at ?? now(), { zone: 'Asia/Kolkata' })
    const at = (count: number): number => start.plus({ [period]: count }).toUnixInteger()
    const { paid_count: paid } = subscription
    Object.assign(subscription, {
      current_start: at(paid - 1),
      current_end: at(paid),
      charge_at: at(paid),
      end_at: at(subscription.total_count),
    })
  }
}

const now = (): number => Math.floor(Date.now() / 1000)

/** 14 letters and digits after the kind. */
const id = (kind: string): string => `${kind}_${randomBytes(7).toString('hex')}`
