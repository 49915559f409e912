import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { now } from '#plugins/communities/clock'

/** What keeps somebody out that is theirs to change. */
const THEIRS = ['not_in_server', 'no_such_account', 'too_many_chats', 'runs_the_space']

/**
 * Memberships that were paid and opened nothing for as long as we try, for reasons that are not the fan's. Not those
 * whose fan was in, has a link, left, or could be in by doing something: by any of their doors.
 */
export function unreachableMemberships(): Promise<{ id: string }[]> {
  const since = DateTime.fromJSDate(now())
    .minus({ seconds: communitiesConfig.giveBackAfter })
    .toJSDate()
  return sql<{ id: string }>(
    `select m.id from communities_memberships m
     where m.state in ('active', 'grace') and m.means not in ('free', 'telegram') and m.created_at <= :since
       and exists (select from communities_grants g
         where g.membership_id = m.id and g.wanted = 'in' and g.wanted_at <= :since)
       and not exists (select from communities_grants g where g.membership_id = m.id and (
         g.granted_at is not null or g.left_at is not null or g.actual in ('in', 'invited')
         or g.wanted_at > :since or g.problem ->> 'kind' = any(:theirs::text[])))
     order by m.created_at limit :most`,
    { since, theirs: THEIRS, most: ACCESS_LIMITS.giveBackBatch }
  )
}
