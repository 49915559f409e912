/** What Razorpay says, as far as it is used here; anything else than its documented shapes is refused. */
import { isRecord } from '#app/support/json'

export interface RazorpayPayment {
  /** `pay_…` */
  id: string
  /** `order_…`; null for a payment without an order, which Razorpay gives back by itself. */
  orderId: string | null
  /** `inv_…` of what a subscription pays; null for all else. */
  invoiceId: string | null
  /** Paise. */
  amount: bigint
  currency: string
  /** `refunded` is a captured payment of which everything went back. */
  status: string
  /** Whether the money was ever with us: what was authorised alone is `refunded`, too, once it went back by itself. */
  captured: boolean
  /** What Razorpay keeps, its GST included, paise; null until the payment is captured. */
  fee: bigint | null
  at: Date
}

export interface RazorpayOrder {
  id: string
  /** Our order's id, when it is ours: see {@link ourOrder}. */
  receipt: string | null
  amount: bigint
  currency: string
  status: string
  notes: Readonly<Record<string, unknown>>
}

export interface RazorpayRefund {
  /** `rfnd_…` */
  id: string
  paymentId: string
  amount: bigint
  receipt: string | null
  /** `pending`, `processed` or `failed`. */
  status: string
  at: Date
}

export interface RazorpaySubscription {
  /** `sub_…` */
  id: string
  status: string
  /** Razorpay's page where it is paid. */
  url: string
  paidCount: number
  /** When its first period began; null before. */
  startAt: Date | null
  currentEnd: Date | null
}

export interface RazorpayDispute {
  /** `disp_…` */
  id: string
  paymentId: string
  amount: bigint
  /** Taken out of the account when the dispute is lost. */
  deducted: bigint
  /** `open`, `under_review`, `won`, `lost` or `closed`. */
  status: string
  /** `fraud` and `retrieval` ask, and take nothing; the others are chargebacks. */
  phase: string
  at: Date
}

/** Notes of our orders hold our order's id under this name: other shops may sell with the same account. */
export const ORDER_NOTE = 'greenroom_order'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Our order's id; null when the order was not made by this program. */
export function ourOrder(order: RazorpayOrder): string | null {
  const { receipt, notes } = order
  return receipt !== null && UUID.test(receipt) && notes[ORDER_NOTE] === receipt ? receipt : null
}

export function paymentIn(value: unknown): RazorpayPayment {
  const entity = fields(value, 'payment')
  return {
    id: text(entity, 'id'),
    orderId: maybeText(entity, 'order_id'),
    invoiceId: maybeText(entity, 'invoice_id'),
    amount: whole(entity, 'amount'),
    currency: text(entity, 'currency'),
    status: text(entity, 'status'),
    captured: entity.captured === true,
    fee: entity.fee === null || entity.fee === undefined ? null : whole(entity, 'fee'),
    at: time(entity),
  }
}

export function orderIn(value: unknown): RazorpayOrder {
  const entity = fields(value, 'order')
  const { notes } = entity
  return {
    id: text(entity, 'id'),
    receipt: maybeText(entity, 'receipt'),
    amount: whole(entity, 'amount'),
    currency: text(entity, 'currency'),
    status: text(entity, 'status'),
    // Empty notes are an empty list there.
    notes: isRecord(notes) ? notes : {},
  }
}

export function refundIn(value: unknown): RazorpayRefund {
  const entity = fields(value, 'refund')
  return {
    id: text(entity, 'id'),
    paymentId: text(entity, 'payment_id'),
    amount: whole(entity, 'amount'),
    receipt: maybeText(entity, 'receipt'),
    status: text(entity, 'status'),
    at: time(entity),
  }
}

export function subscriptionIn(value: unknown): RazorpaySubscription {
  const entity = fields(value, 'subscription')
  return {
    id: text(entity, 'id'),
    status: text(entity, 'status'),
    url: text(entity, 'short_url'),
    paidCount: Number(whole(entity, 'paid_count')),
    startAt: maybeTime(entity, 'start_at'),
    currentEnd: maybeTime(entity, 'current_end'),
  }
}

/** The id of a plan. */
export const planIn = (value: unknown): string => text(fields(value, 'plan'), 'id')

/** The subscription that an invoice is of; null for any other invoice. */
export const invoiceIn = (value: unknown): string | null =>
  maybeText(fields(value, 'invoice'), 'subscription_id')

export function disputeIn(value: unknown): RazorpayDispute {
  const entity = fields(value, 'dispute')
  return {
    id: text(entity, 'id'),
    paymentId: text(entity, 'payment_id'),
    amount: whole(entity, 'amount'),
    deducted: whole(entity, 'amount_deducted'),
    status: text(entity, 'status'),
    phase: text(entity, 'phase'),
    at: time(entity),
  }
}

/** A line of a settlement report; null when it is about something else than a payment that was settled. */
export function settledIn(value: unknown): { payment: string; kept: bigint } | null {
  if (!isRecord(value) || value.type !== 'payment' || value.settled !== true) return null
  return {
    payment: text(value, 'entity_id'),
    kept: whole(value, 'amount') - whole(value, 'credit'),
  }
}

/** The entity of a kind in an event's payload; undefined when the event holds none. */
export function entityOf(body: unknown, kind: string): unknown {
  const payload = isRecord(body) ? body.payload : undefined
  const held = isRecord(payload) ? payload[kind] : undefined
  return isRecord(held) ? held.entity : undefined
}

/** The entities of a list. */
export function itemsIn(value: unknown): readonly unknown[] {
  const items = isRecord(value) ? value.items : undefined
  if (!Array.isArray(items)) throw new Error('Razorpay sent a list without items')
  return items
}

/** When an entity came to be, Unix seconds. */
export function createdAt(value: unknown): number {
  const seconds = isRecord(value) ? value.created_at : undefined
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds)) return seconds
  throw new Error('Razorpay sent an entity without created_at')
}

type Fields = Readonly<Record<string, unknown>>

function fields(value: unknown, kind: string): Fields {
  if (!isRecord(value) || value.entity !== kind) throw new Error(`Razorpay sent no ${kind}`)
  return value
}

function text(entity: Fields, name: string): string {
  const value = entity[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Error(`Razorpay sent a ${String(entity.entity)} without ${name}`)
}

function maybeText(entity: Fields, name: string): string | null {
  const value = entity[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function whole(entity: Fields, name: string): bigint {
  const value = entity[name]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  throw new Error(`Razorpay sent a ${String(entity.entity)} whose ${name} is no whole number`)
}

function maybeTime(entity: Fields, name: string): Date | null {
  const seconds = entity[name]
  return typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : null
}

function time(entity: Fields): Date {
  return new Date(createdAt(entity) * 1000)
}
