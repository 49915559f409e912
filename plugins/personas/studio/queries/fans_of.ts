import { sql } from '#app/support/sql'
import type { Fans } from '#plugins/personas/studio/figures'
import type { Period } from '#plugins/personas/studio/period'

interface Row {
  persona_id: string | null
  distinct: bigint
  fresh: bigint
}

/**
 * Who spoke with personas in a period, by the persona's id, and with all of them together under `null`. Someone on
 * several platforms is one fan, once the accounts are one person's.
 * @param since see {@link uncountedSince}
 */
export async function fansOf(
  personaIds: readonly string[],
  { from, to }: Period,
  since: Date
): Promise<ReadonlyMap<string | null, Fans>> {
  const rows = await sql<Row>(
    `with talks as (
       select t.conversation_id as id from personas_studio_talks t
       where t.persona_id = any(:personaIds) and t.day >= cast(cast(:from as timestamptz) at time zone 'UTC' as date)
         and t.day < cast(cast(:to as timestamptz) at time zone 'UTC' as date)
       union
       select c.id from personas_messages m join personas_conversations c on c.id = m.conversation_id
       where m.created_at >= :since and m.created_at < :to and m.role = 'fan'
         and c.persona_id = any(:personaIds)
     ), active as (
       select distinct c.persona_id, c.owner_id
       from personas_conversations t join personas_conversations c on c.id = coalesce(t.merged_into, t.id)
       where t.id in (select id from talks)
     ), met as (
       select c.persona_id, c.owner_id, min(c.started_at) as at,
         min(min(c.started_at)) over (partition by c.owner_id) as at_all
       from personas_conversations c where c.persona_id = any(:personaIds) and c.merged_into is null group by 1, 2
     )
     select a.persona_id, count(*) as distinct, count(*) filter (where m.at >= :from) as fresh
     from active a join met m using (persona_id, owner_id) group by a.persona_id
     union all
     select null, count(distinct a.owner_id), count(distinct a.owner_id) filter (where m.at_all >= :from)
     from active a join met m using (persona_id, owner_id)`,
    { personaIds: [...personaIds], from, to, since }
  )
  return new Map(
    rows.map((row) => [
      row.persona_id,
      { distinct: Number(row.distinct), fresh: Number(row.fresh) },
    ])
  )
}
