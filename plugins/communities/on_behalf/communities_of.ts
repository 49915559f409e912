import { communitiesOf as rowsOf } from '#plugins/communities/queries/list_communities'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import type { CreatorCommunity } from '#plugins/communities/on_behalf/types'
import type { CommunityRow } from '#plugins/communities/rows'
import { pageOf } from '#plugins/communities/tiers/links'

/** A creator's communities as others see them who do something there for them. */
export async function communitiesOf(creatorId: string): Promise<readonly CreatorCommunity[]> {
  const rows = await rowsOf(creatorId)
  const open = rows.filter(({ state }) => state !== 'closed').reverse()
  return Promise.all(open.map(communityOf))
}

async function communityOf(row: CommunityRow): Promise<CreatorCommunity> {
  const [spaces, tiers] = await Promise.all([
    listSpaces(row.id),
    listTiers(row.id, { forFans: false }),
  ])
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    state: row.state,
    suspended: row.suspended_at !== null,
    url: pageOf(row),
    spaces: spaces
      .filter(({ state }) => state === 'connected')
      .map(({ id, platform, kind, title }) => ({ id, platform, kind, title })),
    tiers: tiers.flatMap((tier) =>
      tier.state === 'withdrawn'
        ? []
        : [
            {
              id: tier.id,
              name: tier.name,
              state: tier.state,
              welcome: tier.welcome,
              included: {
                personaId: tier.persona_id,
                freeReplies: tier.persona_free_replies,
                discountBp: tier.persona_discount_bp,
              },
            },
          ]
    ),
  }
}
