/** Telegram Stars: checkouts, the bot's transactions, refunds, subscriptions. */
import { randomBytes, randomInt } from 'node:crypto'
import { badRequest } from '#tests/emulators/telegram/errors'
import { PERIOD, type WireInvoice } from '#tests/emulators/telegram/invoices'
import { unixNow as now } from '#tests/emulators/telegram/roll'
import type { Updates } from '#tests/emulators/telegram/updates'
import type { Params, WireUser } from '#tests/emulators/telegram/wire'
import type { EmulatedChat, World } from '#tests/emulators/telegram/world'

/** Time that a bot has for its answer, milliseconds (core.telegram.org/bots/api#answerprecheckoutquery). */
const ANSWER_WITHIN_MS = 10_000
export type PayOutcome =
  | { outcome: 'paid'; chargeId: string }
  /** What the bot answered, as the person is shown it. */
  | { outcome: 'refused'; text: string }
  | { outcome: 'timed_out' }
  | { outcome: 'not_enough_stars' }

interface Transaction {
  id: string
  amount: number
  date: number
  source?: Record<string, unknown>
  receiver?: Record<string, unknown>
}

interface Charge {
  user: WireUser
  invoice: WireInvoice
  chat: EmulatedChat
  refunded: boolean
}

interface Subscription {
  user: WireUser
  invoice: WireInvoice
  chat: EmulatedChat
  /** Unix time, seconds. */
  expires: number
  cancelled: boolean
}

interface Query {
  /** By the bot: null until it has answered; empty when the payment may go on. */
  answer: string | null
  over: boolean
}

export interface PaymentsServices {
  me: WireUser
  world: World
  updates: Updates
}

export class Payments {
  /** Time that the bot has for its answer, milliseconds. Shorter in tests that do not want to wait. */
  answerWithinMs = ANSWER_WITHIN_MS
  /** Stars of people, by their ids. Everybody has enough unless a test says so. */
  readonly purses = new Map<number, number>()
  /** Oldest first. */
  readonly transactions: Transaction[] = []
  readonly #queries = new Map<string, Query>()
  readonly #charges = new Map<string, Charge>()
  /** By the id of their first charge. */
  readonly subscriptions = new Map<string, Subscription>()

  constructor(private readonly services: PaymentsServices) {}

  /** Somebody presses Pay and confirms. The chat gets the note about it. */
  async pay(user: WireUser, invoice: WireInvoice, chat: EmulatedChat): Promise<PayOutcome> {
    const purse = this.purses.get(user.id) ?? Infinity
    if (purse < invoice.stars) return { outcome: 'not_enough_stars' }
    const answer = await this.#ask(user, invoice)
    if (answer === null) return { outcome: 'timed_out' }
    if (answer !== '') return { outcome: 'refused', text: answer }
    return { outcome: 'paid', chargeId: this.take(user, invoice, chat) }
  }

  /** Takes the money and tells the bot, as after a checkout that it agreed to. Answers the charge's id. */
  take(user: WireUser, invoice: WireInvoice, chat: EmulatedChat): string {
    const chargeId = this.#charge(user, invoice, chat)
    const expires = now() + PERIOD
    if (invoice.period !== undefined) {
      this.subscriptions.set(chargeId, { user, invoice, chat, expires, cancelled: false })
    }
    this.#tellPaid(chargeId, invoice.period === undefined ? {} : { expires, first: true })
    return chargeId
  }

  /** A subscription's next month. Null when it was cancelled. */
  renew(firstCharge: string): string | null {
    const subscription = this.subscriptions.get(firstCharge)
    if (!subscription || subscription.cancelled) return null
    subscription.expires += PERIOD
    const { user, invoice, chat, expires } = subscription
    const chargeId = this.#charge(user, invoice, chat)
    this.#tellPaid(chargeId, { expires })
    return chargeId
  }

  /** Tells of a payment again, as after a lost confirmation. */
  tellAgain(chargeId: string): void {
    this.#tellPaid(chargeId, {})
  }

  answer(params: Params): true {
    const query = this.#queries.get(String(params.pre_checkout_query_id))
    if (!query || query.over || query.answer !== null) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    const refusal = params.error_message
    if (params.ok !== true && (typeof refusal !== 'string' || refusal.trim() === '')) {
      throw badRequest('error message must be non-empty')
    }
    query.answer = params.ok === true ? '' : String(refusal)
    this.services.world.changed()
    return true
  }

  refund(params: Params): true {
    const id = String(params.telegram_payment_charge_id)
    const charge = this.#charges.get(id)
    if (id === '') throw badRequest('CHARGE_ID_EMPTY')
    if (!charge) throw badRequest('CHARGE_NOT_FOUND')
    if (charge.user.id !== params.user_id) throw badRequest('USER_ID_INVALID')
    if (charge.refunded) throw badRequest('CHARGE_ALREADY_REFUNDED')
    this.takeBack(id)
    return true
  }

  /** The money goes back: by the bot, or by Telegram itself. */
  takeBack(chargeId: string): void {
    const charge = this.#charges.get(chargeId)
    if (!charge || charge.refunded) throw new Error(`${chargeId} cannot go back`)
    charge.refunded = true
    const { user, invoice, chat } = charge
    this.#earn(user, invoice.stars)
    const receiver = partner(user, invoice)
    this.transactions.push({ id: chargeId, amount: invoice.stars, date: now(), receiver })
    const refunded = {
      currency: 'XTR',
      total_amount: invoice.stars,
      invoice_payload: invoice.payload,
      telegram_payment_charge_id: chargeId,
    }
    const message = chat.add({ from: user, refunded_payment: refunded })
    this.services.updates.add('message', message)
  }

  list(params: Params): { transactions: Transaction[] } {
    const { offset = 0, limit = 100 } = params
    if (Number(offset) < 0) throw badRequest('OFFSET_INVALID')
    if (Number(limit) < 1 || Number(limit) > 100) throw badRequest('LIMIT_INVALID')
    const end = Number(offset) + Number(limit)
    return { transactions: this.transactions.slice(Number(offset), end) }
  }

  editSubscription(params: Params): true {
    const subscription = this.subscriptions.get(String(params.telegram_payment_charge_id))
    if (!subscription) throw badRequest('CHARGE_NOT_FOUND')
    if (subscription.user.id !== params.user_id) throw badRequest('USER_ID_INVALID')
    subscription.cancelled = params.is_canceled === true
    this.services.world.changed()
    return true
  }

  async #ask(user: WireUser, invoice: WireInvoice): Promise<string | null> {
    const id = `${randomInt(2 ** 40)}${randomInt(2 ** 40)}`
    const query: Query = { answer: null, over: false }
    this.#queries.set(id, query)
    this.services.updates.add('pre_checkout_query', {
      id,
      from: user,
      currency: 'XTR',
      total_amount: invoice.stars,
      invoice_payload: invoice.payload,
    })
    await this.services.world
      .until('an answer to a checkout', () => query.answer !== null, this.answerWithinMs)
      .catch(() => undefined)
    query.over = true
    return query.answer
  }

  #charge(user: WireUser, invoice: WireInvoice, chat: EmulatedChat): string {
    const id = `stx${randomBytes(24).toString('base64url')}`
    this.#earn(user, -invoice.stars)
    this.#charges.set(id, { user, invoice, chat, refunded: false })
    this.transactions.push({
      id,
      amount: invoice.stars,
      date: now(),
      source: partner(user, invoice),
    })
    return id
  }

  #earn(user: WireUser, stars: number): void {
    const purse = this.purses.get(user.id)
    if (purse !== undefined) this.purses.set(user.id, purse + stars)
  }

  #tellPaid(chargeId: string, recurring: { expires?: number; first?: boolean }): void {
    const charge = this.#charges.get(chargeId)
    if (!charge) throw new Error(`There is no charge ${chargeId}`)
    const { user, invoice, chat } = charge
    const { expires, first } = recurring
    const paid = {
      currency: 'XTR',
      total_amount: invoice.stars,
      invoice_payload: invoice.payload,
      ...(expires !== undefined && { subscription_expiration_date: expires, is_recurring: true }),
      ...(first && { is_first_recurring: true }),
      telegram_payment_charge_id: chargeId,
      provider_payment_charge_id: `${user.id}_${this.transactions.length}`,
    }
    this.services.updates.add('message', chat.add({ from: user, successful_payment: paid }))
  }
}

function partner(user: WireUser, invoice: WireInvoice): Record<string, unknown> {
  return {
    type: 'user',
    transaction_type: 'invoice_payment',
    user,
    invoice_payload: invoice.payload,
    ...(invoice.period !== undefined && { subscription_period: invoice.period }),
  }
}
