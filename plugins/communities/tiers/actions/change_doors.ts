import type { SpaceRole } from '#app/bot_kit/spaces/answers'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { sql } from '#app/support/sql'
import { isSerious } from '#plugins/communities/connecting/preflight'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import { changeTier, noteChange, tellDoorsChanged } from '#plugins/communities/tiers/change_tier'
import { TIER_LIMITS } from '#plugins/communities/tiers/limits'

type DoorServices = Pick<CommunitiesServices, 'outbox' | 'doorkeepers'>

/** What a space offers, asked of its platform now. */
export type DoorsOffered =
  | { outcome: 'seen'; roles: readonly SpaceRole[]; problems: readonly SpaceProblem[] }
  /** The platform does not answer, or the program has no token for it. */
  | { outcome: 'unavailable' }

/** @param roleIds roles that are to be given */
export async function doorsOffered(
  { doorkeepers }: Pick<DoorServices, 'doorkeepers'>,
  space: SpaceRow,
  roleIds: readonly string[] = []
): Promise<DoorsOffered> {
  const doorkeeper = await doorkeepers.of(space.platform)
  if (!doorkeeper) return { outcome: 'unavailable' }
  const report = await doorkeeper.inspect(
    { platform: space.platform, id: space.platform_id },
    roleIds
  )
  if (report.outcome === 'unavailable') return { outcome: 'unavailable' }
  const { roles, problems } = report
  return { outcome: 'seen', roles: roles.slice(0, TIER_LIMITS.roles), problems }
}

export type DoorChange =
  | { outcome: 'changed' }
  | { outcome: 'unavailable' }
  /** The bot cannot give the role, or cannot keep the chat: said before anybody pays for it. */
  | { outcome: 'not_grantable'; role: SpaceRole | null; problems: readonly SpaceProblem[] }
  | { outcome: 'too_many'; limit: number }
  /** A tier that is on sale opens something. */
  | { outcome: 'last_one' }
  /** Telegram sells it by a link of its own, which opens the one channel. */
  | { outcome: 'paid_there' }

/**
 * A tier opens one more door: a role of a server, or (role null) a chat. The platform is asked first whether the bot can
 * open it.
 */
export async function addDoor(
  services: DoorServices,
  tierId: string,
  space: SpaceRow,
  roleId: string | null,
  key: string
): Promise<DoorChange> {
  const offered = await doorsOffered(services, space, roleId === null ? [] : [roleId])
  if (offered.outcome === 'unavailable') return offered
  const role = offered.roles.find(({ id }) => id === roleId) ?? null
  const problems = offered.problems.filter(isSerious)
  const isThere = roleId === null ? space.kind !== 'server' : role?.why === null
  if (!isThere || problems.length > 0) return { outcome: 'not_grantable', role, problems }
  return changeTier(tierId, async (trx, tier) => {
    if (tier.telegram_stars !== null) return { outcome: 'paid_there' }
    const doors = await sql(
      'select 1 from communities_doors where tier_id = :tierId',
      { tierId },
      trx
    )
    const limit = TIER_LIMITS.doorsPerTier
    if (doors.length >= limit) return { outcome: 'too_many', limit }
    const added = await sql<{ id: string }>(
      `insert into communities_doors (tier_id, space_id, role_id, role_name)
       values (:tierId, :spaceId, :roleId, :roleName) on conflict do nothing returning id`,
      { tierId, spaceId: space.id, roleId, roleName: role?.name ?? null },
      trx
    )
    if (added.length > 0) {
      await noteChange(trx, tier, 'door_added', { spaceId: space.id, roleId })
      await tellDoorsChanged(services, trx, tier.community_id, key)
    }
    return { outcome: 'changed' }
  })
}

/** A tier opens a door no longer: who is in by it alone is put out. */
export function removeDoor(
  services: DoorServices,
  tierId: string,
  doorId: string,
  key: string
): Promise<DoorChange> {
  return changeTier(tierId, async (trx, tier) => {
    const doors = await sql<{ id: string; space_id: string; role_id: string | null }>(
      'select id, space_id, role_id from communities_doors where tier_id = :tierId',
      { tierId },
      trx
    )
    const door = doors.find(({ id }) => id === doorId)
    if (!door) return { outcome: 'changed' }
    if (tier.telegram_stars !== null) return { outcome: 'paid_there' }
    if (tier.state === 'on_sale' && doors.length === 1) return { outcome: 'last_one' }
    await sql('delete from communities_doors where id = :doorId', { doorId }, trx)
    await noteChange(trx, tier, 'door_removed', { spaceId: door.space_id, roleId: door.role_id })
    await tellDoorsChanged(services, trx, tier.community_id, key)
    return { outcome: 'changed' }
  })
}
