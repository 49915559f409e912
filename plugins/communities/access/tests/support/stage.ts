/** Members and their ways in, as the tests of access have them. */
import { DateTime, Settings } from 'luxon'
import type { Invocation } from '#app/bot_kit/reply'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { planAccess } from '#plugins/communities/access/actions/plan_access'
import { workGrants } from '#plugins/communities/access/actions/work_grants'
import { now } from '#plugins/communities/clock'
import { onEntryRequested } from '#plugins/communities/access/actions/on_entry_requested'
import { onMemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import type { GrantRow } from '#plugins/communities/rows'
import { openWorld, type FakeDoorkeepers } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  openCommunity,
  services,
  somebody,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'

/** So many seconds later; the clock stands still there until it is moved again. */
export function pass(seconds: number): void {
  const at = DateTime.fromJSDate(now()).plus({ seconds }).toMillis()
  Settings.now = () => at
}

export const clockGoesOn = (): void => {
  Settings.now = () => Date.now()
}

/** What other tests left to be done is nobody's any more: this one's world does not know their spaces. */
export async function aloneInTheWorld(): Promise<void> {
  await sql(
    `update communities_spaces set state = 'disconnected' where state <> 'disconnected'`,
    {}
  )
  await sql('delete from communities_platform_pace', {})
}

/** Somebody has a tier from now on, as if they had bought it; access is planned. */
export async function joins(
  fan: Pick<Somebody, 'person' | 'account'>,
  { communityId, tierId }: { communityId: string; tierId: string }
): Promise<string> {
  const [membership] = await sql<{ id: string }>(
    `insert into communities_memberships
       (community_id, tier_id, person_id, account_id, state, means, coins, anchor_at, renews, created_at)
     values (:communityId, :tierId, :personId, :accountId, 'active', 'coins', 100000, :at, true, :at) returning id`,
    { communityId, tierId, personId: fan.person.id, accountId: fan.account.id, at: now() }
  )
  if (!membership) throw new Error('No membership')
  await plans(fan, communityId)
  return membership.id
}

export async function changesTier(
  fan: Pick<Somebody, 'person'>,
  { communityId, tierId }: { communityId: string; tierId: string }
): Promise<void> {
  await sql(
    `update communities_memberships set tier_id = :tierId
     where community_id = :communityId and person_id = :personId and state <> 'ended'`,
    { communityId, tierId, personId: fan.person.id }
  )
  await plans(fan, communityId)
}

export async function ends(fan: Pick<Somebody, 'person'>, communityId: string): Promise<void> {
  await sql(
    `update communities_memberships set state = 'ended', ended_at = :at, end_reason = 'cancelled'
     where community_id = :communityId and person_id = :personId and state <> 'ended'`,
    { communityId, personId: fan.person.id, at: now() }
  )
  await plans(fan, communityId)
}

export const plans = async (fan: Pick<Somebody, 'person'>, communityId: string): Promise<void> =>
  planAccess(await services(), { communityId, personId: fan.person.id, by: 'test' })

/** Everything that is due is worked on. */
export const works = async (): Promise<void> => workGrants(await services())

export const grantsOf = (fan: Pick<Somebody, 'person'>): Promise<GrantRow[]> =>
  sql<GrantRow>(
    'select * from communities_grants where person_id = :personId order by space_id, role_id, platform_id',
    { personId: fan.person.id }
  )

export async function grantOf(fan: Pick<Somebody, 'person'>): Promise<GrantRow> {
  const [grant, ...others] = await grantsOf(fan)
  if (!grant || others.length > 0) throw new Error(`Not one way in, but ${others.length + 1}`)
  return grant
}

/** What the platform tells reaches access at once, as the job hands it on. */
export function listens(world: FakeDoorkeepers): void {
  world.listener = {
    caresFor: async () => true,
    take: async (event) => {
      const space = await findSpaceHere(event.space.platform, event.space.id)
      if (!space) return
      if (event.kind === 'member_changed') await onMemberChanged(await services(), event, space)
      if (event.kind === 'entry_requested') await onEntryRequested(await services(), event, space)
    },
  }
}

/** A member of a group who came in by their link. */
export async function memberInGroup() {
  const world = openWorld()
  const { here, space, community } = await openCommunity(world, { kind: 'group' })
  const { tier } = await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
  listens(world)
  const fan = await somebody()
  await joins(fan, { communityId: community.id, tierId: tier.id })
  await works()
  await world.asksToEnter(here, fan.platformId, (await grantOf(fan)).link)
  return { world, here, fan }
}

/** What waits to be told a member, said to them in their conversation; how much it was. */
export async function hears(fan: Somebody): Promise<number> {
  const rows = await sql<{ payload: JsonObject }>(
    `select o.payload from outbox o
     left join communities_grants g on g.id::text = o.payload ->> 'grantId'
     left join communities_memberships m on m.id::text = o.payload ->> 'membershipId'
     where o.topic = 'communities.tell_access' and coalesce(g.person_id, m.person_id) = :personId order by o.id`,
    { personId: fan.person.id }
  )
  for (const { payload } of rows) {
    const invocation: Invocation =
      payload.what === 'account'
        ? {
            command: 'access_account',
            options: {
              membership: String(payload.membershipId),
              platform: String(payload.platform),
            },
          }
        : {
            command: 'access_notice',
            options: { what: String(payload.what), grant: String(payload.grantId) },
          }
    await fan.talk.sends({ kind: 'invoke', invocation })
  }
  return rows.length
}

/** Calls that were made of one kind, or of those that change something. */
export const callsOf = (world: FakeDoorkeepers, ...methods: readonly string[]): number =>
  world.calls.filter(({ method }) => methods.includes(method)).length
