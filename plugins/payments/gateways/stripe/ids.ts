/** The names by which Stripe and the program know each other's things. */
import type Stripe from 'stripe'

/** Where our order's id stands in the metadata of sessions and intents; Stripe copies it to their charges. */
export const ORDER_KEY = 'order_id'
/** Where a customer names our person. */
export const PERSON_KEY = 'person_id'

/** The id of what Stripe gives either as an id or whole. */
export function idOf(one: string | { id: string } | null | undefined): string | null {
  if (one === null || one === undefined) return null
  return typeof one === 'string' ? one : one.id
}

/** Our order's id; null for what another program sold on the same Stripe account. */
export function orderIn(metadata: Stripe.Metadata | null): string | null {
  return metadata?.[ORDER_KEY] ?? null
}

/** Stripe counts seconds. */
export const dateOf = (seconds: number): Date => new Date(seconds * 1000)

export const currencyOf = (currency: string): string => currency.toUpperCase()
