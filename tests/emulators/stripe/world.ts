/** Everything that the emulated Stripe knows. */
import { randomBytes } from 'node:crypto'
import Stripe from 'stripe'
import { noSuch } from '#tests/emulators/stripe/errors'
import type {
  Account,
  BalanceTransaction,
  CardBehaviour,
  Charge,
  CheckoutSession,
  Customer,
  Dispute,
  FraudWarning,
  Invoice,
  InvoicePayment,
  PaymentIntent,
  PaymentMethod,
  Payout,
  Refund,
  StripeEvent,
  Subscription,
  Transfer,
} from '#tests/emulators/stripe/objects'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** An id as Stripe makes them: a prefix and letters. */
export function newId(prefix: string, length = 24): string {
  const letters = [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length])
  return `${prefix}_${letters.join('')}`
}

/** Objects of one kind, in the order in which they were made. */
export class Shelf<T extends { id: string }> {
  readonly #objects = new Map<string, T>()

  constructor(private readonly what: string) {}

  add(object: T): T {
    this.#objects.set(object.id, object)
    return object
  }

  /** @throws the refusal for an id that is not there; `param` names the parameter that held it */
  get(id: string, param?: string): T {
    const object = this.#objects.get(id)
    if (!object) throw noSuch(this.what, id, param)
    return object
  }

  find(id: string): T | undefined {
    return this.#objects.get(id)
  }

  all(): T[] {
    return [...this.#objects.values()]
  }
}

export class World {
  readonly customers = new Shelf<Customer>('customer')
  readonly paymentMethods = new Shelf<PaymentMethod>('PaymentMethod')
  readonly sessions = new Shelf<CheckoutSession>('checkout.session')
  readonly intents = new Shelf<PaymentIntent>('payment_intent')
  readonly charges = new Shelf<Charge>('charge')
  readonly refunds = new Shelf<Refund>('refund')
  readonly disputes = new Shelf<Dispute>('dispute')
  readonly warnings = new Shelf<FraudWarning>('early_fraud_warning')
  readonly balanceTransactions = new Shelf<BalanceTransaction>('balance_transaction')
  readonly subscriptions = new Shelf<Subscription>('subscription')
  readonly invoices = new Shelf<Invoice>('invoice')
  readonly invoicePayments = new Shelf<InvoicePayment>('invoice_payment')
  readonly accounts = new Shelf<Account>('account')
  readonly transfers = new Shelf<Transfer>('transfer')
  readonly payouts = new Shelf<Payout>('payout')
  /** Oldest first. */
  readonly events: StripeEvent[] = []
  /** What each card does; one that is not here succeeds. */
  readonly behaviours = new Map<string, CardBehaviour>()
  /** The platform's own money, minor units by currency. */
  readonly balance = new Map<string, number>([['usd', 10_000_000]])
  /** Where the emulator listens, without a slash at the end. */
  base = ''
  /** The request that is being answered, for its events. */
  request: { id: string | null; idempotency_key: string | null } = NO_REQUEST

  /** How far the time there is ahead, seconds: it is moved on by what Stripe does as time goes by. */
  ahead = 0

  /** Seconds since 1970, as Stripe counts. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.ahead
  }

  /** Something happened: an event with the object as it is now. */
  tell(type: string, object: object, account?: string): StripeEvent {
    const event: StripeEvent = {
      id: newId('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: this.now(),
      type,
      ...(account !== undefined && { account }),
      data: { object: { ...structuredClone(object) } },
      livemode: false,
      pending_webhooks: 1,
      request: this.request,
    }
    this.events.push(event)
    return event
  }

  /** A line of the platform's balance. */
  book(line: {
    amount: number
    currency: string
    fee?: number
    type: string
    category: string
    source: string | null
  }): BalanceTransaction {
    const { amount, currency, fee = 0, type, category, source } = line
    const net = amount - fee
    this.balance.set(currency, (this.balance.get(currency) ?? 0) + net)
    return this.balanceTransactions.add({
      id: newId('txn'),
      object: 'balance_transaction',
      created: this.now(),
      available_on: this.now(),
      amount,
      currency,
      fee,
      net,
      exchange_rate: null,
      type,
      reporting_category: category,
      source,
      status: 'available',
      description: null,
    })
  }
}

export const NO_REQUEST = { id: null, idempotency_key: null }
