import type { JsonObject } from '#app/job_kit/types'
import { isJsonObject } from '#app/support/json'
import type { Fact, StoredEvent } from '#plugins/payments/gateways/gateway'
import { STARS } from '#app/support/money'

type Paid = Extract<Fact, { kind: 'paid' }>
type Refunded = Extract<Fact, { kind: 'refunded' }>
type Changed = Extract<Fact, { kind: 'subscription_changed' }>

/** What a `successful_payment` or a `refunded_payment` message says; empty for anything else. */
export function factsIn({ type, body }: StoredEvent): readonly Fact[] {
  if (type === 'successful_payment') return [paidIn(body), ...subscriptionIn(body)]
  if (type === 'refunded_payment') return [refundedIn(body)]
  return []
}

function paidIn(body: JsonObject): Paid {
  const payment = part(body, 'successful_payment')
  return {
    kind: 'paid',
    payment: text(payment, 'telegram_payment_charge_id'),
    ...orderAndPack(text(payment, 'invoice_payload')),
    buyer: { platform: 'telegram', platformId: payerIn(body) },
    amount: whole(payment, 'total_amount'),
    currency: text(payment, 'currency'),
    at: timeIn(body),
  }
}

/** A month of a subscription says until when it is paid; an order has one, so it is called as the order is. */
function subscriptionIn(body: JsonObject): Changed[] {
  const payment = part(body, 'successful_payment')
  const { subscription_expiration_date: until, invoice_payload: id } = payment
  if (typeof until !== 'number' || typeof id !== 'string') return []
  return [
    {
      kind: 'subscription_changed',
      order: { id },
      subscription: id,
      state: 'running',
      renews: true,
      paidUntil: new Date(until * 1000),
      at: timeIn(body),
    },
  ]
}

/** A payment in Stars goes back as a whole, so the charge names its refund too. */
function refundedIn(body: JsonObject): Refunded {
  const payment = part(body, 'refunded_payment')
  const charge = text(payment, 'telegram_payment_charge_id')
  if (text(payment, 'currency') !== STARS) throw new Error('A refund of Telegram is not in Stars')
  return {
    kind: 'refunded',
    payment: charge,
    refund: charge,
    amount: whole(payment, 'total_amount'),
    at: timeIn(body),
  }
}

/** The payload of our invoices is the order's id; what an order is for is known by the order. */
export function orderAndPack(payload: string | undefined): Pick<Paid, 'order' | 'packId'> {
  return { order: payload ? { id: payload } : null, packId: null }
}

/** The message about a payment is written by who paid; in a private chat the chat has their id, too. */
function payerIn(body: JsonObject): string {
  const { from, chat } = body
  if (isJsonObject(from) && from.is_bot !== true) return whole(from, 'id').toString()
  if (isJsonObject(chat) && chat.type === 'private') return whole(chat, 'id').toString()
  throw new Error('A payment in Stars does not say who paid')
}

function timeIn(body: JsonObject): Date {
  return new Date(Number(whole(body, 'date')) * 1000)
}

function part(body: JsonObject, name: string): JsonObject {
  const value = body[name]
  if (isJsonObject(value)) return value
  throw new Error(`An event of Telegram has no ${name}`)
}

function text(from: JsonObject, name: string): string {
  const value = from[name]
  if (typeof value === 'string') return value
  throw new Error(`An event of Telegram has no ${name}`)
}

function whole(from: JsonObject, name: string): bigint {
  const value = from[name]
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw new Error(`An event of Telegram has no ${name}`)
}
