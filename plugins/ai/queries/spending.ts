import { sql } from '#app/support/sql'
import type { SpendingQuery, SpentBy, SpentOn } from '#plugins/ai/api'

/** People on one page at most. */
const MOST = 200

/** From the beginning of a purpose to what comes after all that begin with it. */
const WHERE = `purpose collate "C" >= :from and purpose collate "C" < :to and at >= :since`

const SUMS = `count(*)::integer as calls, count(*) filter (where outcome = 'failed')::integer as failed,
  coalesce(sum(input_tokens), 0)::bigint as "inputTokens", coalesce(sum(output_tokens), 0)::bigint as "outputTokens",
  coalesce(sum(cost_micro_usd), 0)::bigint as "costMicroUsd"`

const bounds = ({ plugin, since }: SpendingQuery) => ({
  from: `${plugin}.`,
  // The sign after the point.
  to: `${plugin}/`,
  since,
})

/** What calls of a plugin cost, by day (UTC), oldest first; days without a call are left out. */
export function spendingByDay(query: SpendingQuery): Promise<SpentOn[]> {
  return sql<SpentOn>(
    `select (at at time zone 'UTC')::date::text as day, ${SUMS} from ai_usage where ${WHERE} group by 1 order by 1`,
    bounds(query)
  )
}

/**
 * What calls of a plugin cost, by person, the dearest first. Rows stay as they were written, also late ones of somebody who
 * was merged meanwhile: whose they are now is asked here.
 */
export function spendingByPerson(
  query: SpendingQuery & { lately: Date; personId: string | null; offset: number; limit: number }
): Promise<SpentBy[]> {
  return sql<SpentBy>(
    `select coalesce(p.merged_into, person_id) as "personId", ${SUMS},
       coalesce(sum(cost_micro_usd) filter (where at >= :lately), 0)::bigint as "latelyMicroUsd" from ai_usage
       left join people p on p.id = person_id
     where ${WHERE} and person_id is not null and (cast(:personId as uuid) is null or coalesce(p.merged_into, person_id) =
       coalesce((select merged_into from people where id = cast(:personId as uuid)), cast(:personId as uuid)))
     group by 1 order by sum(cost_micro_usd) desc, count(*) desc, 1 offset :offset limit :limit`,
    {
      ...bounds(query),
      lately: query.lately,
      personId: query.personId,
      offset: query.offset,
      limit: Math.min(query.limit, MOST),
    }
  )
}
