import { sql } from '#app/support/sql'
import type { PaidLinkRow } from '#plugins/communities/paid_there/rows'

/** The links by which tiers are sold at Telegram now, by tier. */
export async function paidLinksOf(
  tierIds: readonly string[]
): Promise<ReadonlyMap<string, Pick<PaidLinkRow, 'link' | 'stars'>>> {
  if (tierIds.length === 0) return new Map()
  const rows = await sql<Pick<PaidLinkRow, 'tier_id' | 'link' | 'stars'>>(
    `select l.tier_id, l.link, l.stars from communities_paid_links l
     join communities_tiers t on t.id = l.tier_id and t.telegram_stars = l.stars
     where l.tier_id = any(:tierIds::uuid[]) and l.revoked_at is null`,
    { tierIds: [...tierIds] }
  )
  return new Map(rows.map(({ tier_id: id, link, stars }) => [id, { link, stars }]))
}

/** A link that leads into a space, whether it works still or not. */
export async function findPaidLink(spaceId: string, link: string): Promise<PaidLinkRow | null> {
  const [row] = await sql<PaidLinkRow>(
    'select * from communities_paid_links where space_id = :spaceId and link = :link',
    { spaceId, link }
  )
  return row ?? null
}
