import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { sql } from '#app/support/sql'
import { isId } from '#plugins/communities/queries/find_community'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Communities on a page of the panel. */
const PAGE_SIZE = 50

export const SHOWN_STATES = ['draft', 'open', 'closed', 'suspended'] as const
export type ShownState = (typeof SHOWN_STATES)[number]

export interface CommunityLine {
  id: string
  name: string
  slug: string
  creatorId: string
  state: ShownState
  members: bigint
  spaces: bigint
  /** Of all its spaces. */
  problems: readonly SpaceProblem[]
  createdAt: Date
}

export interface CommunityFilter {
  /** A part of a name, a link, a platform's id of a space, or a creator as the commands take people. */
  search: string | null
  state: ShownState | null
  /** Communities that began before this one (uuid). */
  before: string | null
}

/** Of every creator, newest first, a page at a time. */
export async function listAllCommunities(
  { identity }: Pick<CommunitiesServices, 'identity'>,
  { search, state, before }: CommunityFilter
): Promise<{ communities: readonly CommunityLine[]; more: boolean }> {
  const uuid = search !== null && isId(search) ? search : null
  const found = search === null ? null : await identity.lookUp(search)
  const communities = await sql<CommunityLine>(
    `select c.id, c.name, c.slug, c.creator_id as "creatorId", c.created_at as "createdAt",
       case when c.suspended_at is null then c.state else 'suspended' end as state,
       (select count(*) from communities_memberships m where m.community_id = c.id and m.state <> 'ended') as members,
       (select count(*) from communities_spaces s where s.community_id = c.id and s.state <> 'disconnected') as spaces,
       (select coalesce(jsonb_agg(p), '[]') from communities_spaces s, jsonb_array_elements(s.problems) p
        where s.community_id = c.id and s.state <> 'disconnected') as problems
     from communities_communities c
     where (cast(:state as text) is null
         or case when c.suspended_at is null then c.state else 'suspended' end = :state)
       and (cast(:before as uuid) is null or (c.created_at, c.id) <
         (select created_at, id from communities_communities where id = cast(:before as uuid)))
       and (cast(:search as text) is null
         or position(lower(:search) in lower(c.name)) > 0 or c.slug = lower(:search)
         or c.id = cast(:uuid as uuid) or c.creator_id = cast(:person as uuid)
         or exists (select from communities_spaces s where s.community_id = c.id and s.platform_id = :search))
     order by c.created_at desc, c.id desc limit :limit`,
    {
      search,
      state,
      uuid,
      person: found?.person?.id ?? uuid,
      before: before !== null && isId(before) ? before : null,
      limit: PAGE_SIZE + 1,
    }
  )
  return { communities: communities.slice(0, PAGE_SIZE), more: communities.length > PAGE_SIZE }
}
