import { LIMITS } from '#app/bot_kit/limits'
import { sql } from '#app/support/sql'
import { SHOP_LIMITS } from '#plugins/communities/shop/limits'
import type { CommunityRow } from '#plugins/communities/rows'

export interface OpenCommunity extends Pick<CommunityRow, 'id' | 'name' | 'slug' | 'description'> {
  tiers: bigint
}

/** Every community that anyone may join: open, with something on sale that is not hidden. */
const OPEN = `c.state = 'open' and c.suspended_at is null and exists (select from communities_tiers t
  where t.community_id = c.id and t.state = 'on_sale' and not t.hidden)`

const literally = (words: string): string => words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

/**
 * Communities that anyone may join, those with the most members first.
 * @param words parts of the name or the description
 * @param page from 1
 */
export async function openCommunities(
  words: string,
  page: number
): Promise<{ communities: readonly OpenCommunity[]; hasNext: boolean }> {
  const rows = await sql<OpenCommunity>(
    `select c.id, c.name, c.slug, c.description,
       (select count(*) from communities_tiers t
         where t.community_id = c.id and t.state = 'on_sale' and not t.hidden) as tiers
     from communities_communities c
     where ${OPEN} and (c.name ilike :pattern or c.description ilike :pattern or c.slug = :words)
     order by (select count(*) from (select from communities_memberships m
       where m.community_id = c.id and m.state <> 'ended' limit :counted) m) desc, c.created_at, c.id
     limit :limit offset :offset`,
    {
      pattern: `%${literally(words)}%`,
      words: words.toLowerCase(),
      counted: SHOP_LIMITS.counted,
      limit: SHOP_LIMITS.page + 1,
      offset: (page - 1) * SHOP_LIMITS.page,
    }
  )
  return {
    communities: rows.slice(0, SHOP_LIMITS.page),
    hasNext: rows.length > SHOP_LIMITS.page && page < SHOP_LIMITS.pages,
  }
}

/** Names that begin like what is typed, for completion. */
export function completeCommunities(
  typed: string
): Promise<readonly { name: string; value: string }[]> {
  return sql<{ name: string; value: string }>(
    `select c.name, c.slug as value from communities_communities c
     where ${OPEN} and c.name ilike :pattern order by c.name, c.slug limit :limit`,
    { pattern: `${literally(typed)}%`, limit: LIMITS.selectOptions }
  )
}
