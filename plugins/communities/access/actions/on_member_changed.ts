import type { Presence } from '#app/bot_kit/spaces/answers'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { sql } from '#app/support/sql'
import { noteEntry } from '#plugins/communities/access/actions/note_entry'
import { noteExit } from '#plugins/communities/access/actions/note_exit'
import { noteIntruder } from '#plugins/communities/access/actions/note_intruder'
import { passageOf } from '#plugins/communities/access/grant'
import { notePaidThere } from '#plugins/communities/paid_there/actions/note_paid_there'
import { isPersonProblem } from '#plugins/communities/access/problems'
import { now } from '#plugins/communities/clock'
import type { GrantRow, SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type MemberChanged = Extract<SpaceEvent, { kind: 'member_changed' }>

/**
 * Somebody came in, went out, or was given or lost roles. Events may come late and in any order, so what contradicts
 * the books is looked at before anything is taken from somebody who paid.
 * @throws when the platform has to be asked and does not answer
 */
export async function onMemberChanged(
  services: CommunitiesServices,
  event: MemberChanged,
  space: SpaceRow
): Promise<void> {
  await notePaidThere(services, event, space)
  const grants = await sql<GrantRow>(
    'select * from communities_grants where space_id = :spaceId and platform_id = :platformId',
    { spaceId: space.id, platformId: event.platformId }
  )
  const isIn = ({ role_id }: Pick<GrantRow, 'role_id'>) =>
    event.isIn && (role_id === '' || event.roleIds?.includes(role_id) === true)
  const entered = grants.filter((grant) => grant.wanted === 'in' && isIn(grant))
  const missing = grants.filter((grant) => grant.wanted === 'in' && !isIn(grant))
  for (const grant of entered) {
    if ((await noteEntry(services, grant, event)) === 'noted') continue
    const presence = await look(services, space, grant)
    if (presence.outcome === 'in') await noteEntry(services, grant, { at: now(), isSeen: true })
  }
  if (missing.length > 0) await noteMissing(services, event, space, missing)
  for (const grant of grants) {
    if (grant.wanted === 'out' && !isIn(grant))
      await noteExit(services, grant, { event, left: false })
  }
  const paidFor = new Set(
    grants.filter((grant) => grant.wanted === 'in').map(({ role_id }) => role_id)
  )
  const unpaid = (await doorsOfSpace(space.id)).filter(
    (roleId) => !paidFor.has(roleId) && isIn({ role_id: roleId })
  )
  await forgetOutside(event, space, isIn)
  if (unpaid.length > 0) await noteIntruder(services, event, space, unpaid)
}

/** Who was inside without having paid, and is not any more. */
async function forgetOutside(
  event: MemberChanged,
  space: SpaceRow,
  isIn: (door: { role_id: string }) => boolean
): Promise<void> {
  const known = await sql<{ id: string; role_id: string }>(
    `select id, role_id from communities_outsiders
     where space_id = :spaceId and platform_id = :platformId and state = 'found'`,
    { spaceId: space.id, platformId: event.platformId }
  )
  const gone = known.filter((outsider) => !isIn(outsider)).map(({ id }) => id)
  if (gone.length === 0) return
  await sql('delete from communities_outsiders where id = any(:gone::uuid[])', { gone })
}

/** They paid and are not in. In the server without the role: it is given. Gone: by themselves, and left alone. */
async function noteMissing(
  services: CommunitiesServices,
  event: MemberChanged,
  space: SpaceRow,
  missing: readonly GrantRow[]
): Promise<void> {
  if (event.isIn) {
    for (const grant of missing) await noteExit(services, grant, { event, left: false })
    return
  }
  for (const grant of missing) {
    if (grant.actual !== 'in' && grant.left_at === null && grant.actual !== 'unknown') continue
    const presence = await look(services, space, grant)
    if (presence.outcome === 'in' || presence.outcome === 'runs_the_space') continue
    // Nothing can be said of them while the space itself is amiss.
    if (presence.outcome === 'problem' && !isPersonProblem(presence.problem)) continue
    // Back in the server by now: they are given the role again.
    const isBack = presence.outcome === 'out' && presence.isThere === true
    await noteExit(services, grant, { event, left: !isBack })
  }
}

/** @throws when the platform does not answer: the event is worked on again */
async function look(
  services: CommunitiesServices,
  space: SpaceRow,
  grant: GrantRow
): Promise<Presence> {
  const keeper = await services.doorkeepers.of(space.platform)
  const presence = await keeper?.look(
    passageOf({ ...grant, platform: space.platform, space_platform_id: space.platform_id })
  )
  if (!presence || presence.outcome === 'retry') {
    throw new Error(`${space.platform} does not say now who is in the space ${space.id}`)
  }
  return presence
}

async function doorsOfSpace(spaceId: string): Promise<string[]> {
  const doors = await sql<{ role_id: string }>(
    `select distinct coalesce(role_id, '') as role_id from communities_doors where space_id = :spaceId`,
    { spaceId }
  )
  return doors.map(({ role_id }) => role_id)
}
