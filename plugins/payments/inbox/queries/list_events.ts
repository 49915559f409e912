import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { INBOX_LIMITS } from '#plugins/payments/inbox/limits'

export const EVENT_STATES = ['new', 'done', 'ignored', 'failed'] as const
export type EventState = (typeof EVENT_STATES)[number]

/** An event as the admin panel lists it. */
export interface EventLine {
  id: bigint
  provider: string
  eventId: string
  type: string
  state: EventState
  attempts: number
  error: string | null
  receivedAt: Date
  endedAt: Date | null
}

export interface EventFilter {
  provider: string | null
  state: EventState | null
  /** The whole type, or its beginning with a star behind (`charge.*`). */
  type: string | null
  /** Events older than this one. */
  before: bigint | null
}

const COLUMNS = `id, provider, event_id as "eventId", type, state, attempts, error,
  received_at as "receivedAt", ended_at as "endedAt"`

/** Newest first, a page at a time. */
export async function listEvents(
  filter: EventFilter
): Promise<{ events: readonly EventLine[]; more: boolean }> {
  const { type } = filter
  const beginning = type?.endsWith('*') ? type.slice(0, -1) : null
  const events = await sql<EventLine>(
    `select ${COLUMNS} from payments_events
     where (cast(:provider as text) is null or provider = :provider)
       and (cast(:state as text) is null or state = :state)
       and (cast(:type as text) is null or type = :type)
       and (cast(:beginning as text) is null or starts_with(type, :beginning))
       and (cast(:before as bigint) is null or id < cast(:before as bigint))
     order by id desc limit :limit`,
    {
      provider: filter.provider,
      state: filter.state,
      type: beginning === null ? type : null,
      beginning,
      before: filter.before,
      limit: INBOX_LIMITS.pageSize + 1,
    }
  )
  return {
    events: events.slice(0, INBOX_LIMITS.pageSize),
    more: events.length > INBOX_LIMITS.pageSize,
  }
}

/** One event with all that was sent. */
export async function findEvent(id: bigint): Promise<(EventLine & { body: JsonObject }) | null> {
  const [event] = await sql<EventLine & { body: JsonObject }>(
    `select ${COLUMNS}, body from payments_events where id = :id`,
    { id }
  )
  return event ?? null
}

/** How many events failed, by gateway. */
export async function countFailed(): Promise<readonly { provider: string; count: bigint }[]> {
  return sql<{ provider: string; count: bigint }>(
    `select provider, count(*) as count from payments_events where state = 'failed' group by provider order by provider`,
    {}
  )
}
