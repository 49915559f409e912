import db from '@adonisjs/lucid/services/db'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { remember } from '#plugins/communities/history'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import { doorsOffered } from '#plugins/communities/tiers/actions/change_doors'

interface Wish {
  key: string
  space: SpaceRow
  /** What the role is called. */
  name: string
}

export type RoleMade = { outcome: 'made'; roleId: string } | { outcome: 'unavailable' | 'refused' }

/**
 * A role made for a key, once. Discord knows no key, so what was there before is written down first: a role of that name
 * that was not there then is the one that a try made whose process died.
 * @throws when it may work later
 */
export async function roleFor(
  { doorkeepers }: Pick<CommunitiesServices, 'doorkeepers'>,
  { key, space, name }: Wish
): Promise<RoleMade> {
  const made = await noted(space, 'role_made', key)
  if (typeof made?.roleId === 'string') return { outcome: 'made', roleId: made.roleId }
  const offered = await doorsOffered({ doorkeepers }, space)
  if (offered.outcome === 'unavailable') return offered
  const asked = await noted(space, 'role_asked', key)
  const before = Array.isArray(asked?.roleIds) ? asked.roleIds : null
  const found = before && offered.roles.find((one) => one.name === name && !before.includes(one.id))
  if (found) return note(space, key, found.id, name)
  if (!before) {
    const roleIds = offered.roles.map(({ id }) => id)
    await write(space, 'role_asked', { key, roleIds })
  }
  const doorkeeper = await doorkeepers.of(space.platform)
  if (!doorkeeper?.makeRole) return { outcome: 'unavailable' }
  const answer = await doorkeeper.makeRole(
    { platform: space.platform, id: space.platform_id },
    { name }
  )
  switch (answer.outcome) {
    case 'made':
      return note(space, key, answer.roleId, name)
    case 'problem':
      return { outcome: 'refused' }
    case 'retry':
      throw new Error(`The role cannot be made now: ${answer.reason}`)
  }
}

/** The name of the role that was made for a key; null when none was. */
export async function roleMade(creatorId: string, key: string): Promise<string | null> {
  const [made] = await sql<{ name: string }>(
    `select h.data ->> 'name' as name from communities_history h
     join communities_communities c on c.id = h.community_id
     where c.creator_id = :creatorId and h.kind = 'role_made' and h.data ->> 'key' = :key limit 1`,
    { creatorId, key }
  )
  return made?.name ?? null
}

async function note(space: SpaceRow, key: string, roleId: string, name: string): Promise<RoleMade> {
  await write(space, 'role_made', { key, roleId, name })
  return { outcome: 'made', roleId }
}

const write = (
  { id: spaceId, community_id: communityId }: SpaceRow,
  kind: string,
  data: JsonObject
) => db.transaction((trx) => remember(trx, { communityId, kind, data: { spaceId, ...data } }))

async function noted(
  { community_id: communityId }: SpaceRow,
  kind: string,
  key: string
): Promise<Readonly<Record<string, unknown>> | null> {
  const [row] = await sql<{ data: Readonly<Record<string, unknown>> }>(
    `select data from communities_history
     where community_id = :communityId and kind = :kind and data ->> 'key' = :key order by id limit 1`,
    { communityId, kind, key }
  )
  return row?.data ?? null
}
