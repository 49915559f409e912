import db from '@adonisjs/lucid/services/db'
import type { JsonObject, JsonValue } from '#app/job_kit/types'
import { GroupCall } from '#app/support/group_call'
import { isStatementError, queryPrepared } from '#app/support/prepared_statement'
import type { GatewayName } from '#config/payments'
import { INBOX_LIMITS } from '#plugins/payments/inbox/limits'
import type { PaymentsServices } from '#plugins/payments/services'

/** Something that a gateway tells, whose sender is known to be the gateway. */
export interface TakenEvent {
  provider: GatewayName
  /** The gateway's own id of the event; the same id again is the same event. */
  eventId: string
  type: string
  body: JsonObject
}

interface TakenRow {
  /** The event's place in the call, from 1. */
  ord: bigint
  fresh: boolean
}

/**
 * The event and the job that works on it exist together or not at all. A copy that another process keeps at this
 * moment is waited for, so that "known" is as durable as "kept". The rows go in by name, whoever sends them, so that
 * two processes never wait for each other in a circle.
 */
const TAKE = `
with given as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])
    with ordinality as given (provider, event_id, type, body, ord)
), kept as (
  insert into payments_events (provider, event_id, type, body)
  select provider, event_id, type, body from given order by provider, event_id
  on conflict (provider, event_id) do nothing
  returning id, provider, event_id
), queued as (
  insert into outbox (topic, key, payload, max_attempts)
  select 'payments.work_event', id::text, jsonb_build_object('eventId', id::text), ${INBOX_LIMITS.attempts} from kept
)
select ord, kept.id is not null as fresh from given left join kept using (provider, event_id)`

const nameOf = ({ provider, eventId }: TakenEvent): string => `${provider} ${eventId}`

/** Before every answer to a webhook: what comes at the same moment travels in one statement. */
const taking = new GroupCall<TakenEvent, TakenRow>({
  batchSize: INBOX_LIMITS.batchSize,
  inFlight: INBOX_LIMITS.inFlight,
  queueDepth: INBOX_LIMITS.queueDepth,
  // Copies of an event travel one after the other, so that one of them alone is told to be the first.
  lane: nameOf,
  separate: isStatementError,
  send: async (events) => {
    const rows = await queryPrepared<TakenRow>(db, {
      name: 'payments_take_event',
      text: TAKE,
      values: [
        events.map(({ provider }) => provider),
        events.map(({ eventId }) => eventId),
        events.map(({ type }) => type),
        events.map(({ body }) => bodyText(body)),
      ],
    })
    const results = new Array<TakenRow>(events.length)
    for (const row of rows) results[Number(row.ord) - 1] = row
    return results
  },
})

/**
 * Keeps an event in the inbox, with the job that works on it. Once this has come back the event can be acknowledged.
 * @returns `known` for a copy of an event that was kept before: there is nothing more to do
 * @throws when the database is away: the gateway should send the event again
 */
export async function takeEvent(
  services: Pick<PaymentsServices, 'outbox'>,
  event: TakenEvent
): Promise<'kept' | 'known'> {
  const eventId = event.eventId.slice(0, INBOX_LIMITS.nameLength)
  const type = event.type.slice(0, INBOX_LIMITS.nameLength)
  const { fresh } = await taking.call({ ...event, eventId, type })
  if (!fresh) return 'known'
  services.outbox.nudge()
  return 'kept'
}

/** Escapes of characters that Postgres keeps in no jsonb: zero, and halves of a pair that JSON writes as `\\udXXX`. */
const UNKEEPABLE = /\\u(0000|d[89a-f][0-9a-f]{2})/i

/** An event with such characters is kept without them: refusing it would have it sent again for days. */
function bodyText(body: JsonObject): string {
  const text = JSON.stringify(body)
  return UNKEEPABLE.test(text) ? JSON.stringify(cleaned(body)) : text
}

function cleaned(value: JsonValue): JsonValue {
  if (typeof value === 'string') return keepable(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [keepable(key), cleaned(one)])
  )
}

const keepable = (text: string): string => text.replaceAll('\0', '').toWellFormed()
