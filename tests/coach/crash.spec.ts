import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import type { MessageRequest, Messenger } from '#app/bot_kit/messenger'
import { sql } from '#app/support/sql'
import { doDeed } from '#plugins/coach/deeds/do_deed'
import { finishDeeds } from '#plugins/coach/deeds/finish_deeds'
import type { Values } from '#plugins/coach/deeds/kind'
import { proposeDeed } from '#plugins/coach/deeds/propose_deed'
import {
  coached,
  coachServices,
  lastDeed,
  projectOf,
  type Coached,
} from '#tests/coach/support/stage'
import { undoDeed } from '#plugins/coach/deeds/undo_deed'
import type { TaskAction } from '#plugins/coach/programme/programme'
import type { CoachServices } from '#plugins/coach/services'
import { tierOf } from '#plugins/communities/tests/support/people'
import { dyingAfter } from '#tests/support/dying'

/** Keeps what it was asked to say. */
class Post implements Messenger {
  readonly said: MessageRequest[] = []
  async say(request: MessageRequest) {
    this.said.push(request)
    return 'said' as const
  }
}

/** The job comes by, as soon as the claim of whoever died has passed. */
async function jobComes(services: CoachServices, post = new Post()): Promise<Post> {
  await sql(
    `update coach_deeds set claimed_until = now() - interval '1 second'
    where claimed_until is not null`,
    {}
  )
  await finishDeeds({ ...services, messenger: post }, new AbortController().signal)
  return post
}

async function plans(
  { creator }: Coached,
  action: TaskAction,
  changes: Values = {}
): Promise<{ creatorId: string; deedId: string }> {
  const proposed = await proposeDeed(await coachServices(), await projectOf(creator), {
    action,
    locale: 'en',
    changes,
  })
  if (proposed.outcome !== 'proposed') throw new Error(JSON.stringify(proposed))
  return { creatorId: creator.person.id, deedId: proposed.deed.id }
}

/** Everything in the program that a deed could have done, of one creator. */
async function traces({ community, here }: Coached): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await sql<Readonly<Record<string, unknown>>>(
    `select
       (select coalesce(json_agg(json_build_array(t.name, t.state, t.welcome, t.persona_id is not null,
          (select count(*) from communities_doors d where d.tier_id = t.id),
          (select string_agg(p.amount || ' ' || p.currency, ',') from communities_tier_prices p where p.tier_id = t.id)
        ) order by t.name), '[]') from communities_tiers t where t.community_id = :id) as tiers,
       (select coalesce(json_agg(p.status), '[]') from personas_personas p
        where p.creator_id = c.creator_id) as personas,
       (select coalesce(json_agg(a.state), '[]') from communities_announcements a
        where a.community_id = :id) as announcements
     from communities_communities c where c.id = :id`,
    { id: community.id }
  )
  const roles = [...here.roles.values()].filter(({ name }) => name === 'Inner circle')
  return { ...row, posted: here.posted.length, roles: roles.length }
}

interface Case {
  action: TaskAction
  changes?: (stage: Coached) => Values
  hasTier: boolean
  done: Readonly<Record<string, unknown>>
  undone: Readonly<Record<string, unknown>>
}

const DAY = DateTime.utc().plus({ days: 9 }).toISODate()
const NONE = { tiers: [], personas: [], announcements: [], posted: 0, roles: 0 }
const GOLD = ['Gold', 'on_sale', '', false, 0, null]

const CASES: readonly Case[] = [
  {
    action: 'create_tier',
    hasTier: false,
    done: { ...NONE, tiers: [['Inner circle', 'on_sale', '', false, 1, '1200 USD']], roles: 1 },
    undone: { ...NONE, tiers: [['Inner circle', 'withdrawn', '', false, 1, '1200 USD']], roles: 1 },
  },
  {
    action: 'write_welcome',
    changes: ({ space }) => ({ welcome: 'Hello.', post: space.id }),
    hasTier: true,
    done: { ...NONE, tiers: [['Gold', 'on_sale', 'Hello.', false, 0, null]], posted: 1 },
    undone: { ...NONE, tiers: [GOLD] },
  },
  {
    action: 'make_host',
    hasTier: true,
    done: { ...NONE, tiers: [['Gold', 'on_sale', '', true, 0, null]], personas: ['published'] },
    undone: { ...NONE, tiers: [GOLD], personas: ['withdrawn'] },
  },
  {
    action: 'schedule_launch',
    hasTier: true,
    done: { ...NONE, tiers: [GOLD], announcements: ['scheduled'] },
    undone: { ...NONE, tiers: [GOLD], announcements: ['stopped'] },
  },
]

test.group('Coach | deeds and crashes', (group) => {
  group.tap((one) => one.timeout(120_000))

  for (const { action, changes, hasTier, done, undone } of CASES) {
    test(`${action}: a process that dies at any step; it is finished once, and told`, async ({
      assert,
    }) => {
      const services = await coachServices()
      let died = true
      let told = 0
      for (let step = 0; died; step++) {
        // A server: what is posted there twice under one key is said once.
        const stage = await coached(
          { roles: ['Gold'] },
          { pricing: '12 USD monthly', timeline: DAY }
        )
        if (hasTier) await tierOf(stage.community.id, { name: 'Gold' })
        const which = await plans(stage, action, changes?.(stage))
        ;({ died } = await dyingAfter(
          step,
          () => services,
          () => doDeed(services, which)
        ))
        const { said } = await jobComes(services)
        told += said.length
        const { state } = await lastDeed(stage.creator)
        if (state === 'proposed') {
          assert.deepEqual(await traces(stage), before(hasTier), `before step ${step + 1}`)
        } else {
          assert.equal(state, 'done', `dying before step ${step + 1}`)
          assert.deepEqual(await traces(stage), done, `dying before step ${step + 1}`)
        }
        if (!died) assert.isAbove(step, 5, 'steps were watched')
      }
      assert.isAbove(told, 0)
    })

    test(`${action}: undoing that dies at any step is finished once`, async ({ assert }) => {
      const services = await coachServices()
      let died = true
      for (let step = 0; died; step++) {
        const stage = await coached(
          { roles: ['Gold'] },
          { pricing: '12 USD monthly', timeline: DAY }
        )
        if (hasTier) await tierOf(stage.community.id, { name: 'Gold' })
        const which = await plans(stage, action, changes?.(stage))
        await doDeed(services, which)
        ;({ died } = await dyingAfter(
          step,
          () => services,
          () => undoDeed(services, which)
        ))
        await jobComes(services)
        const { state } = await lastDeed(stage.creator)
        assert.include(['done', 'undone'], state)
        assert.deepEqual(await traces(stage), state === 'done' ? done : undone, `step ${step + 1}`)
        if (state === 'done') await undoDeed(services, which)
        assert.deepEqual(await traces(stage), undone)
      }
    })
  }

  test('a post whose end is unknown is not said twice on Telegram, and its creator is told', async ({
    assert,
  }) => {
    const services = await coachServices()
    for (const acted of [true, false]) {
      const stage = await coached({ kind: 'group' })
      await tierOf(stage.community.id, { name: 'Gold' })
      const which = await plans(stage, 'write_welcome', { welcome: 'Hello.', post: stage.space.id })
      stage.world.faultNext('post', { kind: 'crash', acted })
      assert.equal((await doDeed(services, which)).outcome, 'under_way')
      const { said } = await jobComes(services)
      assert.lengthOf(said, 1)
      assert.lengthOf(stage.here.posted, acted ? 1 : 0)
      const invocation = said[0]?.invocation
      if (!invocation) return assert.fail('Nothing was said')
      await stage.creator.talk.sends({ kind: 'invoke', invocation })
      assert.include(stage.creator.talk.lastText(), 'I cannot tell: the line broke off')
    }
  })

  test('what does not work again and again is given up and told; undo takes back the part that is there', async ({
    assert,
  }) => {
    const services = await coachServices()
    const stage = await coached({ kind: 'group' })
    const { tier } = await tierOf(stage.community.id, { name: 'Gold', welcome: 'Before.' })
    const which = await plans(stage, 'write_welcome', { welcome: 'Hello.', post: stage.space.id })
    stage.world.fault = ({ method }) =>
      method === 'post' ? { kind: 'rate_limited', afterMs: 60_000 } : null
    assert.equal((await doDeed(services, which)).outcome, 'under_way')
    const post = new Post()
    for (let run = 0; run < 10; run++) await jobComes(services, post)
    assert.equal((await lastDeed(stage.creator)).state, 'failed')
    assert.lengthOf(post.said, 1)
    const invocation = post.said[0]?.invocation
    if (!invocation) return assert.fail('Nothing was said')
    await stage.creator.talk.sends({ kind: 'invoke', invocation })
    assert.include(stage.creator.talk.lastText(), 'I tried several times')
    await stage.creator.talk.presses('Undo it')
    const [now] = await sql<{ welcome: string }>(
      'select welcome from communities_tiers where id = :id',
      { id: tier.id }
    )
    assert.equal(now?.welcome, 'Before.')
  })
})

const before = (hasTier: boolean) => (hasTier ? { ...NONE, tiers: [GOLD] } : NONE)
