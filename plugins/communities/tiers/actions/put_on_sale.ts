import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { sql } from '#app/support/sql'
import { isSerious, preflight } from '#plugins/communities/connecting/preflight'
import type { Door } from '#plugins/communities/queries/list_doors'
import type { CommunitiesServices } from '#plugins/communities/services'
import { changeTier, noteChange, tellDoorsChanged } from '#plugins/communities/tiers/change_tier'
import { isPriceless } from '#plugins/communities/tiers/price'
import type { OwnTier } from '#plugins/communities/tiers/queries/own_tier'

export type Sale =
  | { outcome: 'on_sale' }
  /** There is no door, or no price. */
  | { outcome: 'no_door' | 'no_price' }
  | { outcome: 'community_suspended' | 'community_not_open' }
  /** A door does not open: somebody who paid would stand before it. */
  | { outcome: 'door_shut'; door: Door }
  | { outcome: 'unavailable'; door: Door }

/** Puts a tier on sale, when each of its doors can be opened now. */
export async function putOnSale(
  services: Pick<CommunitiesServices, 'outbox' | 'doorkeepers'>,
  { tier, community, doors }: OwnTier,
  key: string
): Promise<Sale> {
  if (community.suspended_at) return { outcome: 'community_suspended' }
  if (community.state !== 'open') return { outcome: 'community_not_open' }
  if (isPriceless(tier)) return { outcome: 'no_price' }
  if (doors.length === 0) return { outcome: 'no_door' }
  const shut = await shutDoor(services, doors)
  if (shut) return shut
  return changeTier(tier.id, async (trx, locked) => {
    const left = await sql(
      'select 1 from communities_doors where tier_id = :id limit 1',
      { id: locked.id },
      trx
    )
    if (left.length === 0) return { outcome: 'no_door' }
    await sql(
      `update communities_tiers set state = 'on_sale' where id = :id`,
      { id: locked.id },
      trx
    )
    await noteChange(trx, locked, 'tier_on_sale')
    await tellDoorsChanged(services, trx, locked.community_id, key)
    return { outcome: 'on_sale' }
  })
}

/** The first door that cannot be opened; each space is asked once. */
async function shutDoor(
  services: Pick<CommunitiesServices, 'outbox' | 'doorkeepers'>,
  doors: readonly Door[]
): Promise<Sale | null> {
  for (const spaceId of new Set(doors.map((door) => door.space_id))) {
    const here = doors.filter((door) => door.space_id === spaceId)
    const [door] = here
    if (!door) continue
    const seen = await preflight(services, spaceId, { tell: false })
    if (seen.outcome === 'unavailable') return { outcome: 'unavailable', door }
    if (seen.outcome === 'unknown_space') return { outcome: 'door_shut', door }
    const shut = here.find((one) => seen.space.problems.some((found) => standsBefore(found, one)))
    if (shut) return { outcome: 'door_shut', door: shut }
  }
  return null
}

/** Another role's trouble is not this door's. */
const standsBefore = (problem: SpaceProblem, { role_id: roleId }: Door): boolean =>
  isSerious(problem) && !('roleId' in problem && problem.roleId !== roleId)

/** It is sold no longer. Its members stay. */
export function withdrawTier(
  services: Pick<CommunitiesServices, 'outbox'>,
  tierId: string,
  key: string
): Promise<void> {
  return changeTier(tierId, async (trx, tier) => {
    if (tier.state !== 'on_sale') return
    await sql(
      `update communities_tiers set state = 'withdrawn' where id = :id`,
      { id: tierId },
      trx
    )
    await noteChange(trx, tier, 'tier_withdrawn')
    await tellDoorsChanged(services, trx, tier.community_id, key)
  })
}
