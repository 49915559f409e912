import { sql } from '#app/support/sql'

/** Newest lines of what happened to a community as a whole. */
const LINES = 50

export interface HistoryLine {
  id: bigint
  kind: string
  personId: string | null
  data: Readonly<Record<string, unknown>>
  at: Date
}

/** What its creator, admins and platforms did; what happened to single memberships is left out. */
export function communityHistory(communityId: string): Promise<HistoryLine[]> {
  return sql<HistoryLine>(
    `select id, kind, person_id as "personId", data, at from communities_history
     where community_id = :communityId and membership_id is null order by id desc limit :lines`,
    { communityId, lines: LINES }
  )
}
