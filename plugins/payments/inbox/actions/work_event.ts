import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { GATEWAYS } from '#config/payments'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import type { StoredEvent } from '#plugins/payments/gateways/gateway'
import { INBOX_LIMITS } from '#plugins/payments/inbox/limits'
import type { PaymentsServices } from '#plugins/payments/services'

interface EventRow {
  id: bigint
  provider: string
  eventId: string
  type: string
  body: JsonObject
  receivedAt: Date
}

export interface WorkRequest {
  eventId: bigint
  /** Of the job, from 1. */
  attempt: number
}

/**
 * Has the gateway read an event and keeps what it says. Several at once, and again after a crash, end in the same
 * books: facts are idempotent, and an event that is through stays so.
 * @throws when it should be tried again later
 */
export async function workEvent(
  services: PaymentsServices,
  { eventId, attempt }: WorkRequest
): Promise<void> {
  const event = await beginAttempt(eventId)
  // Through already, or thrown away long after.
  if (!event) return
  const provider = GATEWAYS.find((name) => name === event.provider)
  const gateway = provider && (await services.gateways()).get(provider)
  if (!provider || !gateway) {
    await fail(eventId, `The gateway ${event.provider} is not connected any more`)
    return
  }
  try {
    const stored: StoredEvent = { ...event, provider }
    const facts = await gateway.read(stored)
    await applyFacts(services, provider, facts)
    await end(eventId, facts.length > 0 ? 'done' : 'ignored')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (attempt >= INBOX_LIMITS.attempts) await fail(eventId, reason)
    else await note(eventId, reason)
    throw error
  }
}

/** Counts the attempt; null when there is nothing left to do. */
async function beginAttempt(id: bigint): Promise<EventRow | null> {
  const [event] = await sql<EventRow>(
    `update payments_events set attempts = attempts + 1
     where id = :id and state not in ('done', 'ignored')
     returning id, provider, event_id as "eventId", type, body, received_at as "receivedAt"`,
    { id }
  )
  return event ?? null
}

async function end(id: bigint, state: 'done' | 'ignored'): Promise<void> {
  await sql(
    `update payments_events set state = :state, error = null, ended_at = now()
     where id = :id and state not in ('done', 'ignored')`,
    { id, state }
  )
}

/** Another attempt follows; an event that somebody else got through meanwhile is left alone. */
async function note(id: bigint, reason: string): Promise<void> {
  await sql(`update payments_events set error = :error where id = :id and state = 'new'`, {
    id,
    error: shortened(reason),
  })
}

async function fail(id: bigint, reason: string): Promise<void> {
  await sql(
    `update payments_events set state = 'failed', error = :error, ended_at = now()
     where id = :id and state not in ('done', 'ignored')`,
    { id, error: shortened(reason) }
  )
}

/** Postgres keeps no zero character in a text. */
const shortened = (reason: string): string =>
  reason.replaceAll('\0', '').slice(0, INBOX_LIMITS.errorLength)
