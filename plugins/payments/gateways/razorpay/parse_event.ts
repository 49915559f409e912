import { createHash } from 'node:crypto'
import { isJsonObject } from '#app/support/json'
import type { VerifiedEvent } from '#plugins/payments/gateways/gateway'

/**
 * An event out of a body whose signature is right. Its id comes in a header; without one it is known by its content.
 * @returns null for a body that is no event
 */
export function parseEvent(raw: string, id: string | undefined): VerifiedEvent | null {
  let body: unknown
  try {
    body = JSON.parse(raw)
  } catch {
    return null
  }
  if (!isJsonObject(body) || typeof body.event !== 'string') return null
  const eventId = id?.trim() || `sha256:${createHash('sha256').update(raw).digest('hex')}`
  return { eventId: eventId.slice(0, EVENT_ID_LENGTH), type: body.event, body }
}

/** Longest id of an event that is kept, characters; Razorpay's have 14. */
const EVENT_ID_LENGTH = 100
