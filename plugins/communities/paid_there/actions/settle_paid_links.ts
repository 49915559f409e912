import { sql } from '#app/support/sql'
import type { Doorkeeper } from '#app/bot_kit/spaces/doorkeeper'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { now } from '#plugins/communities/clock'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What a link is to be for: sold now, by Telegram, into the one channel that the tier opens. */
const WANTED = `wanted as (
    select t.id as tier_id, t.name as tier_name, t.telegram_stars as stars, c.id as community_id,
      s.id as space_id, s.platform, s.platform_id
    from communities_tiers t
    join communities_communities c on c.id = t.community_id and c.state = 'open' and c.suspended_at is null
    join communities_doors d on d.tier_id = t.id
    join communities_spaces s on s.id = d.space_id and s.kind = 'channel' and s.state = 'connected'
    where t.telegram_stars is not null and t.state = 'on_sale'
      and (select count(*) from communities_doors o where o.tier_id = t.id) = 1
  )`

interface Missing {
  tier_id: string
  tier_name: string
  stars: number
  community_id: string
  space_id: string
  platform: SpacePlatform
  platform_id: string
}

interface Stale {
  id: string
  link: string
  space_state: string
  platform: SpacePlatform
  platform_id: string
}

type Services = Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>

/**
 * Brings the links at Telegram into line with what is sold: a tier that is on sale has one that works, at its price;
 * nothing else has. What Telegram does not do now is done by a later run.
 * @param tierId only this tier's; by default everybody's
 */
export async function settlePaidLinks(services: Services, tierId?: string): Promise<void> {
  const values = { tierId: tierId ?? null, most: PAID_THERE_LIMITS.links }
  const stale = await sql<Stale>(
    `with ${WANTED}
     select l.id, l.link, s.state as space_state, s.platform, s.platform_id
     from communities_paid_links l join communities_spaces s on s.id = l.space_id
     where l.revoked_at is null and (cast(:tierId as uuid) is null or l.tier_id = cast(:tierId as uuid))
       and not exists (select from wanted w
         where w.tier_id = l.tier_id and w.space_id = l.space_id and w.stars = l.stars)
     order by l.created_at limit :most`,
    values
  )
  for (const link of stale) await revoke(services, link)
  const missing = await sql<Missing>(
    `with ${WANTED}
     select w.* from wanted w
     where (cast(:tierId as uuid) is null or w.tier_id = cast(:tierId as uuid))
       and not exists (select from communities_paid_links l where l.tier_id = w.tier_id and l.revoked_at is null)
     order by w.tier_id limit :most`,
    values
  )
  for (const tier of missing) await make(services, tier)
}

async function make(services: Services, tier: Missing): Promise<void> {
  const keeper = await services.doorkeepers.of(tier.platform)
  const made = await keeper?.paidLink?.(spaceOf(tier), {
    key: `paid:${tier.tier_id}:${tier.stars}`,
    stars: tier.stars,
  })
  if (made?.outcome === 'problem') {
    const { community_id: communityId, space_id: spaceId, tier_name: name } = tier
    const key = `paid_link:${tier.tier_id}:${made.problem.kind}:${now().toISOString().slice(0, 10)}`
    const kind = 'communities.paid_there.news.no_link'
    return tellCreator(services, { communityId, key, kind, spaceId, data: { tier: name } })
  }
  if (made?.outcome !== 'link') return
  const kept = await sql<{ id: string }>(
    `insert into communities_paid_links (tier_id, space_id, stars, link, created_at)
     values (:tierId, :spaceId, :stars, :link, :at) on conflict do nothing returning id`,
    { tierId: tier.tier_id, spaceId: tier.space_id, stars: tier.stars, link: made.link, at: now() }
  )
  // Somebody was quicker: two links would sell the same tier.
  if (kept.length === 0) await keeper?.revokePaidLink?.(spaceOf(tier), made.link)
}

async function revoke(services: Services, link: Stale): Promise<void> {
  const keeper: Doorkeeper | null = await services.doorkeepers.of(link.platform)
  const done = await keeper?.revokePaidLink?.(spaceOf(link), link.link)
  // Where the bot is not any more, it has no say; whoever came by the link is known by it all the same.
  const isLost = done?.outcome === 'problem' && link.space_state !== 'connected'
  if (done?.outcome !== 'done' && !isLost) return
  await sql(
    'update communities_paid_links set revoked_at = :at where id = :id and revoked_at is null',
    { id: link.id, at: now() }
  )
}

const spaceOf = (space: { platform: SpacePlatform; platform_id: string }) => ({
  platform: space.platform,
  id: space.platform_id,
})
