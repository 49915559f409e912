import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import { noteStaff } from '#plugins/communities/access/actions/note_staff'
import {
  noteOutsiders,
  putOutOutsiders,
} from '#plugins/communities/access/actions/compare_outsiders'
import type { MemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { passageOf } from '#plugins/communities/access/grant'
import { now } from '#plugins/communities/clock'
import { findCommunity } from '#plugins/communities/queries/find_community'
import type { GrantRow, SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Somebody is inside who has not paid: by a link of somebody else, or by a role that was given by hand. What is done is
 * the creator's choice: they are told, or it is put right. Who runs the space, or pays the platform itself, stays.
 * @throws when the platform has to be asked and does not answer
 */
export async function noteIntruder(
  services: CommunitiesServices,
  event: MemberChanged,
  space: SpaceRow,
  roleIds: readonly string[]
): Promise<void> {
  const community = await findCommunity(space.community_id)
  if (!community) return
  if (event.paidThere) return protect(space.id, event.platformId, roleIds)
  const fresh = await newlyInside(space.id, event.platformId, roleIds)
  if (fresh.length === 0) return
  const keeper = await services.doorkeepers.of(space.platform)
  for (const roleId of fresh) {
    const presence = await keeper?.look(
      passageOf({
        platform: space.platform,
        space_platform_id: space.platform_id,
        platform_id: event.platformId,
        role_id: roleId,
      })
    )
    if (!presence || presence.outcome === 'retry') {
      throw new Error(`${space.platform} does not say now who is in the space ${space.id}`)
    }
    if (presence.outcome !== 'in') continue
    const noted = { role_id: roleId, platform_id: event.platformId }
    if (presence.runs) {
      await db.transaction((trx) => noteStaff(trx, { space_id: space.id }, [noted]))
      continue
    }
    await db.transaction(async (trx) => {
      await noteOutsiders(trx, { space_id: space.id }, [noted])
      await sql(
        `update communities_grants set actual = 'in'
         where space_id = :spaceId and role_id = :roleId and platform_id = :platformId and wanted = 'out'
           and next_try_at is null and claimed_until is null`,
        { spaceId: space.id, roleId, platformId: event.platformId },
        trx
      )
      if (community.unpaid_inside !== 'remove') return
      const only = { before: false, platformId: event.platformId }
      if ((await putOutOutsiders(trx, { space_id: space.id }, only)) > 0) {
        await askForWork(services, trx)
      }
    })
  }
}

/** They pay the platform for being in: nothing of ours puts them out. */
async function protect(
  spaceId: string,
  platformId: string,
  roleIds: readonly string[]
): Promise<void> {
  await sql(
    `insert into communities_outsiders (space_id, role_id, platform_id, was_in_before, state, found_at, seen_at)
     select :spaceId, role_id, :platformId, false, 'runs', :at, :at from unnest(:roleIds::text[]) as r (role_id)
     on conflict (space_id, role_id, platform_id) do update set state = 'runs', seen_at = excluded.seen_at`,
    { spaceId, platformId, roleIds: [...roleIds], at: now() }
  )
}

/** Doors behind which nobody knew them yet; those where they are being put out already are passed over. */
async function newlyInside(
  spaceId: string,
  platformId: string,
  roleIds: readonly string[]
): Promise<readonly string[]> {
  const values = { spaceId, platformId, roleIds: [...roleIds] }
  const known = await sql<Pick<GrantRow, 'role_id'>>(
    `select role_id from communities_outsiders
     where space_id = :spaceId and platform_id = :platformId and state <> 'removed' and role_id = any(:roleIds)
     union
     select role_id from communities_grants
     where space_id = :spaceId and platform_id = :platformId and role_id = any(:roleIds) and wanted = 'out'
       and (next_try_at is not null or claimed_until is not null)`,
    values
  )
  const those = new Set(known.map(({ role_id }) => role_id))
  return roleIds.filter((roleId) => !those.has(roleId))
}
