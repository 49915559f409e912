import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import type { TierRow } from '#plugins/communities/rows'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  fanWith,
  openCommunity,
  runJobs,
  somebody,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'
import { fills } from '#plugins/communities/tiers/tests/forms'

/** Makes a persona and publishes it, as creators do; answers its id. */
async function publishes({ talk, person }: Somebody, name: string): Promise<string> {
  await talk.says('/create')
  await fills(talk, {
    name,
    tagline: 'Stories by the fire.',
    description: 'An old sailor who tells stories of the sea.',
    greeting: 'Come closer, the fire is warm.',
    tags: 'stories',
    language: 'en',
  })
  await talk.presses('Publish')
  const personas = (await app.container.make('plugins')).use('personas')
  const found = (await personas.publishedBy(person.id)).find((one) => one.name === name)
  if (!found) throw new Error(`Not published: ${talk.lastText()}`)
  return found.id
}

/** Somebody who has a tier, and what the program does when their membership changes. */
async function member(tier: TierRow) {
  const fan = await fanWith(10_000n)
  const [row] = await sql<{ id: string }>(
    `insert into communities_memberships
       (community_id, tier_id, person_id, state, means, coins, anchor_at, paid_until, renews, created_at)
     values (:communityId, :tierId, :personId, 'active', 'coins', 1000, :at, :until, true, :at) returning id`,
    {
      communityId: tier.community_id,
      tierId: tier.id,
      personId: fan.person.id,
      at: now(),
      until: new Date(now().getTime() + 86_400_000),
    }
  )
  const id = row?.id ?? ''
  const payload = { membershipId: id, communityId: tier.community_id, personId: fan.person.id }
  const changed = async () => {
    const outbox = await app.container.make('outbox')
    const message = {
      topic: 'communities.membership_changed',
      key: `test:${randomUUID()}`,
      payload,
    }
    await db.transaction((trx) => outbox.add(trx, [message]))
    await runJobs('communities.membership_changed', payload)
    await runJobs('communities.follow_allowances', payload)
  }
  await changed()
  return { fan, id, changed }
}

/** What a persona's card says that a reply costs. */
async function costOf({ talk }: Somebody, name: string): Promise<string> {
  await talk.says(`/talk ${name}`)
  const card = talk.seen.findLast(({ node }) => node.kind === 'card')?.node
  return card?.kind === 'card' ? (card.fields?.at(-1)?.value ?? '') : ''
}

test.group('A persona in a tier', () => {
  test('is had by members while they are, and changes with the tier', async ({ assert }) => {
    const { creator, community } = await openCommunity(openWorld(), { kind: 'group' })
    const names = [`Brine ${randomUUID().slice(0, 8)}`, `Wick ${randomUUID().slice(0, 8)}`] as const
    const [brine, wick] = [await publishes(creator, names[0]), await publishes(creator, names[1])]
    const { tier } = await tierOf(community.id)
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Open Gold')
    await talk.presses('Include a persona')
    await fills(talk, { persona: brine, free: '2', discount: '50%' })
    assert.include(talk.lastText(), `${names[0]}: 2 replies a month free, then 50% off`)

    const { fan, id, changed } = await member(tier)
    await changed()
    assert.match(await costOf(fan, names[0]), /^2 free replies left this month.* then 1 coin /)
    assert.match(await costOf(fan, names[1]), /^2 coins /)
    await fan.talk.says(`/talk ${names[0]}`)
    await fan.talk.says('Tell me of the sea.')
    await fan.talk.says('And of the storm?')
    assert.include(fan.talk.lastText(), 'last of this month’s free replies')
    await fan.talk.says('And then?')
    assert.include(fan.talk.lastText(), 'As a member you pay **1 coin ($0.01)** instead of 2 coins')

    // Those who are in have the other one at once.
    await talk.presses('Include a persona')
    await fills(talk, { persona: wick, free: '', discount: '25' })
    await runJobs('communities.follow_tier', { tierId: tier.id })
    assert.match(await costOf(fan, names[0]), /^2 coins /)
    assert.match(await costOf(fan, names[1]), /^1.5 coins /)

    const ended = `update communities_memberships set state = 'ended', ended_at = :at where id = :id`
    await sql(ended, { id, at: now() })
    await changed()
    assert.match(await costOf(fan, names[1]), /^2 coins /)
  })

  test('is one of the creator’s own', async ({ assert }) => {
    const { creator, community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id)
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Open Gold')
    await talk.presses('Include a persona')
    assert.include(talk.lastText(), 'no published persona yet')
    const stranger = await somebody({}, 'creator')
    const theirs = await publishes(stranger, `Nova ${randomUUID().slice(0, 8)}`)
    const invocation = {
      command: 'tier_set_persona',
      options: { tier: tier.id, persona: theirs, free: '5' },
    }
    await talk.sends({ kind: 'invoke', invocation })
    assert.include(talk.lastText(), 'not published any more')
    const [row] = await sql<{ persona_id: string | null }>(
      'select persona_id from communities_tiers where id = :id',
      { id: tier.id }
    )
    assert.isNull(row?.persona_id)
  })
})
