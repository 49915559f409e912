import { sql } from '#app/support/sql'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import { paidLinksOf } from '#plugins/communities/paid_there/queries/paid_links'
import { doorsOf, type Door } from '#plugins/communities/queries/list_doors'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import { tierByLink } from '#plugins/communities/queries/tier_by_link'
import type { CommunityRow } from '#plugins/communities/rows'
import { seatsLeft } from '#plugins/communities/shop/queries/seats_left'
import type { PersonaName, PersonasService } from '#plugins/personas/api'

/** A tier as fans see it. */
export interface TierOffer {
  tier: PricedTier
  /** Those that can be kept: a space that the bot was thrown out of opens nothing. */
  doors: readonly Door[]
  /** The persona that members talk to for less. */
  persona: PersonaName | null
  /** Null for as many as want to. */
  seatsLeft: number | null
  /** None of its doors can be kept: nobody is to pay for it now. */
  isShut: boolean
  /** They are a member of it. */
  isMine: boolean
  /** Telegram sells it as well, by a link of its own. */
  paidLink: { link: string; stars: number } | null
}

export interface Storefront {
  community: CommunityRow
  /** Whether anything can be bought. */
  state: 'open' | 'closed' | 'suspended'
  offers: readonly TierOffer[]
  isMember: boolean
}

/**
 * What a community sells.
 * @param visit.personId null for a guest, and where everybody reads the answer
 * @param visit.linkCode of a tier that a link led to: it comes first, although it may be hidden
 */
export async function storefrontOf(
  personas: Pick<PersonasService, 'published'>,
  community: CommunityRow,
  visit: { personId: string | null; linkCode?: string }
): Promise<Storefront> {
  const state = stateOf(community)
  const mine = visit.personId === null ? null : await tierOfMember(community.id, visit.personId)
  if (state !== 'open') return { community, state, offers: [], isMember: mine !== null }
  const [listed, linked, seats] = await Promise.all([
    listTiers(community.id, { forFans: true }),
    visit.linkCode === undefined ? null : tierByLink(visit.linkCode),
    seatsLeft(community.id),
  ])
  const first = linked?.community_id === community.id && linked.state === 'on_sale' ? [linked] : []
  const tiers = [...first, ...listed.filter(({ id }) => id !== first[0]?.id)]
  const links = await paidLinksOf(tiers.map(({ id }) => id))
  const offers = await Promise.all(
    tiers.map(async (tier): Promise<TierOffer> => {
      const all = await doorsOf(tier.id)
      const doors = all.filter(({ space_state: now }) => now === 'connected')
      return {
        tier,
        doors,
        persona: tier.persona_id === null ? null : await personas.published(tier.persona_id),
        seatsLeft: seats.get(tier.id) ?? null,
        isShut: doors.length === 0 && all.length > 0,
        isMine: tier.id === mine,
        paidLink: links.get(tier.id) ?? null,
      }
    })
  )
  return { community, state, offers, isMember: mine !== null }
}

function stateOf({ state, suspended_at: suspendedAt }: CommunityRow): Storefront['state'] {
  if (suspendedAt !== null) return 'suspended'
  return state === 'open' ? 'open' : 'closed'
}

async function tierOfMember(communityId: string, personId: string): Promise<string | null> {
  const [row] = await sql<{ tier_id: string }>(
    `select tier_id from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended'`,
    { communityId, personId }
  )
  return row?.tier_id ?? null
}
