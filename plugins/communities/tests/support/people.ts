/** Who is there when a test begins: creators with a community, tiers, fans with coins, and the jobs' worker. */
import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import type { Account, Person, Role } from '#app/identity/types'
import type { JsonObject } from '#app/job_kit/types'
import type { PluginContext, PluginDefinition } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import type { Period } from '#plugins/communities/clock'
import { now } from '#plugins/communities/clock'
import communities from '#plugins/communities/plugin'
import type { CommunityRow, DoorRow, SpaceRow, TierRow } from '#plugins/communities/rows'
import { type CommunitiesServices, communitiesServices } from '#plugins/communities/services'
import type { FakeDoorkeepers } from '#plugins/communities/tests/support/fake_doorkeeper'
import type { FakeSpace } from '#plugins/communities/tests/support/fake_world'

/** Somebody who joined, with a conversation of theirs. */
export interface Somebody {
  person: Person
  account: Account
  /** Of the account on its platform. */
  platformId: string
  talk: Fan
}

export async function somebody(options: FanOptions = {}, role?: Role): Promise<Somebody> {
  const talk = await conversation.fan(options)
  const { account } = await talk.identified()
  const identity = await app.container.make('identity')
  const { person } = await identity.join(account.id)
  if (role) await identity.grantRole(person.id, role)
  return {
    person: (await identity.findPerson(person.id)) ?? person,
    account: { ...account, personId: person.id },
    platformId: talk.platformId,
    talk,
  }
}

export const creatorOn = (frontend: SpacePlatform, options: FanOptions = {}): Promise<Somebody> =>
  somebody({ frontend, displayName: 'Ada Creator', ...options }, 'creator')

/** A fan whose wallet holds so many bought millicoins beside the welcome coins. */
export async function fanWith(millicoins: bigint, options: FanOptions = {}): Promise<Somebody> {
  const fan = await somebody(options)
  if (millicoins > 0n) await giveCoins(fan.person.id, millicoins)
  return fan
}

export async function giveCoins(personId: string, amount: bigint): Promise<void> {
  const { ledger } = await communitiesServices()
  await ledger.transfer({
    key: `test:${randomUUID()}`,
    memo: { key: 'test' },
    legs: [
      { account: { kind: 'system', name: 'sales' }, amount: -amount },
      { account: { kind: 'wallet', personId, bucket: 'purchased' }, amount },
    ],
  })
}

/** The same person on another platform. */
export async function alsoOn(fan: Somebody, options: FanOptions): Promise<Somebody> {
  const talk = await conversation.fan(options)
  const { account } = await talk.identified()
  const identity = await app.container.make('identity')
  await identity.attachAccount(account.id, fan.person.id)
  const attached = { ...account, personId: fan.person.id }
  return { person: fan.person, account: attached, platformId: talk.platformId, talk }
}

export interface Stage {
  creator: Somebody
  community: CommunityRow
  space: SpaceRow
  /** The space as the platform has it. */
  here: FakeSpace
}

/** A creator's community, open, with one space of the world connected: all green. */
export async function openCommunity(
  world: FakeDoorkeepers,
  options: {
    kind?: FakeSpace['kind']
    roles?: readonly string[]
    state?: CommunityRow['state']
    creator?: Somebody
    name?: string
  } = {}
): Promise<Stage> {
  const { kind = 'server', state = 'open', name = 'Moonlight Club' } = options
  const platform = kind === 'server' ? 'discord' : 'telegram'
  const creator = options.creator ?? (await creatorOn(platform))
  const here = kind === 'server' ? world.server({ roles: options.roles }) : world[kind]()
  world.addMember(here, creator.platformId, { runs: true })
  const [community] = await sql<CommunityRow>(
    `insert into communities_communities (creator_id, name, slug, description, locale, state, created_at)
     values (:creatorId, :name, :slug, 'Stories by the fire.', 'en', :state, :at) returning *`,
    {
      creatorId: creator.person.id,
      name,
      slug: `club-${randomUUID().slice(0, 12)}`,
      state,
      at: now(),
    }
  )
  if (!community) throw new Error('No community')
  return { creator, community, here, space: await connectedTo(community.id, here) }
}

/** Connects another space of the world. */
export async function connectedTo(communityId: string, here: FakeSpace): Promise<SpaceRow> {
  const [space] = await sql<SpaceRow>(
    `insert into communities_spaces (community_id, platform, platform_id, kind, title, connected_at, checked_at)
     values (:communityId, :platform, :platformId, :kind, :title, :at, :at) returning *`,
    {
      communityId,
      platform: here.platform,
      platformId: here.id,
      kind: here.kind,
      title: here.title,
      at: now(),
    }
  )
  if (!space) throw new Error('No space')
  return space
}

/** A tier with the doors that it opens; on sale for 100 coins a month unless told otherwise. */
export async function tierOf(
  communityId: string,
  options: {
    name?: string
    period?: Period
    daysOnce?: number | null
    /** Millicoins; null when coins do not buy it. */
    coins?: bigint | null
    prices?: Readonly<Record<string, bigint>>
    trialDays?: number
    seats?: number | null
    hidden?: boolean
    welcome?: string
    state?: TierRow['state']
    doors?: readonly { spaceId: string; roleId: string | null; roleName?: string | null }[]
  } = {}
): Promise<{ tier: TierRow; doors: DoorRow[] }> {
  const { name = 'Gold', period = 'month', coins = 100_000n, prices = {}, doors = [] } = options
  const [tier] = await sql<TierRow>(
    `insert into communities_tiers
       (community_id, position, name, period, days_once, coins, trial_days, seats, hidden, link_code, welcome, state)
     select :communityId, count(*), :name, :period, :daysOnce, :coins, :trialDays, :seats, :hidden, :linkCode,
       :welcome, :state
     from communities_tiers where community_id = :communityId
     returning *`,
    {
      communityId,
      name,
      period,
      daysOnce: options.daysOnce ?? null,
      coins,
      trialDays: options.trialDays ?? 0,
      seats: options.seats ?? null,
      hidden: options.hidden ?? false,
      linkCode: randomUUID().replaceAll('-', '').slice(0, 12),
      welcome: options.welcome ?? '',
      state: options.state ?? 'on_sale',
    }
  )
  if (!tier) throw new Error('No tier')
  for (const [currency, amount] of Object.entries(prices)) {
    await sql(
      'insert into communities_tier_prices (tier_id, currency, amount) values (:tierId, :currency, :amount)',
      { tierId: tier.id, currency, amount }
    )
  }
  const made: DoorRow[] = []
  for (const { spaceId, roleId, roleName = null } of doors) {
    made.push(
      ...(await sql<DoorRow>(
        `insert into communities_doors (tier_id, space_id, role_id, role_name)
         values (:tierId, :spaceId, :roleId, :roleName) returning *`,
        { tierId: tier.id, spaceId, roleId, roleName }
      ))
    )
  }
  return { tier, doors: made }
}

/** What the communities' parts are given in the program. */
export async function communitiesContext(): Promise<PluginContext> {
  return (await app.container.make('plugins')).contextOf(communities)
}

export const services = (): Promise<CommunitiesServices> => communitiesServices()

/**
 * Runs what waits in the outbox under a topic (a job of the communities, or an event that they listen to), as often as
 * it is called: at least once, as a worker does. Nothing else works in tests.
 * @param only of those whose payload holds all this; by default every one of the topic
 */
export async function runJobs(topic: string, only: JsonObject = {}): Promise<number> {
  const { listeners, jobs }: PluginDefinition = communities
  const job = listeners?.[topic] ?? jobs?.[topic.replace(/^communities\./, '')]
  if (!job) throw new Error(`Nobody handles ${topic}`)
  const handle = (await job()).default(await communitiesContext())
  const rows = await sql<{ key: string; payload: JsonObject }>(
    'select key, payload from outbox where topic = :topic and payload @> :only::jsonb order by id',
    { topic, only: JSON.stringify(only) }
  )
  for (const { key, payload } of rows) {
    await handle({ topic, key, payload, attempt: 1, signal: new AbortController().signal })
  }
  return rows.length
}

/** A creator is told what waits to be told them of a community, as the job does; how much it was. */
export async function hearsNews({ talk }: Somebody, communityId: string): Promise<number> {
  const rows = await sql<{ options: Record<string, string> }>(
    `select payload -> 'options' as options from outbox
     where topic = 'communities.tell_creator' and payload ->> 'communityId' = :communityId order by id`,
    { communityId }
  )
  for (const { options } of rows) {
    const invocation = {
      command: 'community_news',
      options: { ...options, community: communityId },
    }
    await talk.sends({ kind: 'invoke', invocation })
  }
  return rows.length
}

/** Runs a scheduled job of the communities once. */
export async function runScheduled(name: string): Promise<void> {
  const { jobs }: PluginDefinition = communities
  const job = jobs?.[name]
  if (!job) throw new Error(`There is no job "${name}"`)
  const handle = (await job()).default(await communitiesContext())
  const signal = new AbortController().signal
  await handle({ topic: `communities.${name}`, key: randomUUID(), payload: {}, attempt: 1, signal })
}
