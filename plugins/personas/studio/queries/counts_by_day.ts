import { sql } from '#app/support/sql'
import type { Counts } from '#plugins/personas/studio/figures'
import type { Period } from '#plugins/personas/studio/period'
import { COUNTED, DAY } from '#plugins/personas/studio/queries/counting'

export interface DayOfPersona extends Counts {
  personaId: string
  day: string
}

interface Row extends Omit<Counts, 'tokens'> {
  persona_id: string
  day: string
  tokens: bigint
}

/**
 * What happened to personas on each day: what the job counted, and what has been said since.
 * @param since see {@link uncountedSince}
 */
export async function countsByDay(
  personaIds: readonly string[],
  { from, to }: Period,
  since: Date
): Promise<readonly DayOfPersona[]> {
  const rows = await sql<Row>(
    `with counted as (
       select d.persona_id, d.day, d.messages, d.delivered, d.stopped, d.failed, d.blocked, d.tokens, d.paid
       from personas_studio_days d
       where d.persona_id = any(:personaIds) and d.day >= cast(cast(:from as timestamptz) at time zone 'UTC' as date)
         and d.day < cast(cast(:to as timestamptz) at time zone 'UTC' as date)
       union all
       select c.persona_id, ${DAY}, ${COUNTED}
       from personas_messages m join personas_conversations c on c.id = m.conversation_id
       where m.created_at >= :since and m.created_at < :to and c.persona_id = any(:personaIds)
       group by 1, 2
     )
     select persona_id, to_char(day, 'YYYY-MM-DD') as day, sum(messages)::integer as messages,
       sum(delivered)::integer as delivered, sum(stopped)::integer as stopped, sum(failed)::integer as failed,
       sum(blocked)::integer as blocked, sum(tokens)::bigint as tokens, sum(paid)::bigint as paid
     from counted group by 1, 2`,
    { personaIds: [...personaIds], from, to, since }
  )
  return rows.map(({ persona_id: personaId, tokens, ...row }) => ({
    ...row,
    personaId,
    tokens: Number(tokens),
  }))
}
