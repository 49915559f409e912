/** A channel that Telegram sells, as the tests have it. */
import { sql } from '#app/support/sql'
import { listens, works } from '#plugins/communities/access/tests/support/stage'
import { sweep } from '#plugins/communities/lifecycle/tests/support/members'
import { followPaidThere } from '#plugins/communities/paid_there/actions/follow_paid_there'
import type { MembershipRow } from '#plugins/communities/rows'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  creatorOn,
  openCommunity,
  runJobs,
  services,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'

/** A creator sells a channel by Telegram's own link for 50 Stars; the link works. */
export async function channelForStars(options: { locale?: string } = {}) {
  const world = openWorld()
  const seller = await creatorOn('telegram', options)
  const stage = await openCommunity(world, { kind: 'channel', creator: seller })
  const { tier } = await tierOf(stage.community.id, {
    coins: null,
    state: 'draft',
    doors: [{ spaceId: stage.space.id, roleId: null }],
  })
  listens(world)
  const { creator } = stage
  await sends(creator, 'tier_set_paid_link', { tier: tier.id, stars: '50' })
  await sends(creator, 'tier_sell', { tier: tier.id })
  return { ...stage, world, tier, link: await linkOf(tier.id) }
}

export const sends = (who: Somebody, command: string, options: Record<string, string>) =>
  who.talk.sends({ kind: 'invoke', invocation: { command, options } })

/** What somebody was answered last, buttons and forms included. */
export const heard = ({ talk }: Somebody): string => {
  const said = JSON.stringify(talk.seen.slice(-4))
  return said.replaceAll('\\n', '\n')
}

export async function linkOf(tierId: string): Promise<string> {
  const [row] = await sql<{ link: string }>(
    'select link from communities_paid_links where tier_id = :tierId and revoked_at is null',
    { tierId }
  )
  return row?.link ?? ''
}

export async function membershipOf(fan: Pick<Somebody, 'person'>): Promise<MembershipRow | null> {
  const [row] = await sql<MembershipRow>(
    'select * from communities_memberships where person_id = :id order by created_at desc limit 1',
    { id: fan.person.id }
  )
  return row ?? null
}

/** What the jobs do of a community within a minute. */
export async function everyMinute({ id: communityId }: { id: string }): Promise<void> {
  await followPaidThere(await services())
  await sweep()
  await runJobs('communities.membership_changed', { communityId })
  await runJobs('communities.plan_access', { communityId })
  await works()
}
