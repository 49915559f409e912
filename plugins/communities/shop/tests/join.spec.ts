import { test } from '@japa/runner'
import { Settings } from 'luxon'
import { sql } from '#app/support/sql'
import type { Fan } from '#app/bot_kit/testing/conversation'
import { now } from '#plugins/communities/clock'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  connectedTo,
  openCommunity,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'
import { fills } from '#plugins/communities/tiers/tests/forms'

const cardsSeen = (fan: Fan) => fan.seen.flatMap(({ node }) => (node.kind === 'card' ? [node] : []))

async function member(communityId: string, tierId: string, personId: string): Promise<void> {
  await sql(
    `insert into communities_memberships
       (community_id, tier_id, person_id, state, means, coins, anchor_at, paid_until, renews, created_at)
     values (:communityId, :tierId, :personId, 'active', 'coins', 1000, :at, :at, true, :at)`,
    { communityId, tierId, personId, at: now() }
  )
}

test.group('A fan looks at a community', (group) => {
  group.each.teardown(() => void (Settings.now = () => Date.now()))

  test('in its server: each tier with its price, what it opens, and the way in', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, space, here } = await openCommunity(world, { roles: ['Gold'] })
    const chat = await connectedTo(community.id, world.group({ title: 'Backstage' }))
    const { tier } = await tierOf(community.id, {
      prices: { USD: 499n },
      trialDays: 7,
      seats: 2,
      doors: [
        { spaceId: space.id, roleId: [...here.roles.keys()][0] ?? '', roleName: 'Gold' },
        { spaceId: chat.id, roleId: null },
      ],
    })
    await tierOf(community.id, { name: 'Secret', hidden: true })
    await tierOf(community.id, { name: 'Soon', state: 'draft' })
    await tierOf(community.id, { name: 'For nothing', coins: 0n })
    await member(community.id, tier.id, (await somebody()).person.id)

    const { talk } = await somebody({
      frontend: 'discord',
      place: { kind: 'group', id: 'general', guildId: here.id },
    })
    await talk.says('/join')
    const [gold, free, ...others] = cardsSeen(talk)
    assert.isEmpty(others)
    assert.include(talk.texts()[0], 'Moonlight Club')
    assert.deepEqual(gold?.fields, [
      { name: 'Price', value: '100 coins or $4.99 a month' },
      { name: 'To try it', value: '7 days free' },
      { name: 'Opens', value: `The role Gold in ${here.title}\nThe group Backstage` },
      { name: 'Seats', value: '1 left' },
    ])
    assert.deepEqual(gold?.buttons, [
      {
        label: 'Join Gold',
        invoke: { command: 'join_tier', options: { tier: tier.id } },
        style: 'primary',
      },
    ])
    assert.equal(free?.fields?.[0]?.value, 'Free')
  })

  test('by a link: to the community, and to a tier that nobody sees otherwise', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community } = await openCommunity(world, { kind: 'group', name: 'Links' })
    await tierOf(community.id, { name: 'Seen' })
    const { tier } = await tierOf(community.id, { name: 'Hidden', hidden: true })
    const fan = await somebody()
    await fan.talk.says(`/start join_${community.slug}`)
    assert.deepEqual(
      cardsSeen(fan.talk).map(({ title }) => title),
      ['Seen']
    )
    const other = await somebody()
    await other.talk.says(`/start join_${tier.link_code}`)
    assert.deepEqual(
      cardsSeen(other.talk).map(({ title }) => title),
      ['Hidden', 'Seen']
    )
    await other.talk.says('/start join_nowhere')
    assert.include(other.talk.texts().join('\n'), 'I know no community “nowhere”')
  })

  test('somebody new joins the program by the link as well', async ({ assert }) => {
    const { community } = await openCommunity(openWorld(), { kind: 'group' })
    await tierOf(community.id)
    const { conversation } = await import('#app/bot_kit/testing/conversation')
    const guest = await conversation.fan()
    await guest.says(`/start join_${community.slug}`)
    assert.include(guest.texts()[0], 'You have joined')
    assert.lengthOf(cardsSeen(guest), 1)
    assert.isNotNull((await guest.identified()).person)
  })

  test('in a Telegram group, where everybody reads: the way leads to a private chat', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, here } = await openCommunity(world, { kind: 'group' })
    await tierOf(community.id)
    const { talk } = await somebody({ place: { kind: 'group', id: here.id } })
    await talk.says('/join')
    assert.isEmpty(cardsSeen(talk))
    assert.include(talk.lastText(), 'nobody else sees what you choose')
  })

  test('with a code: what it takes off stands on the card, and goes on to the till', async ({
    assert,
  }) => {
    const { community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id, { prices: { USD: 500n } })
    await tierOf(community.id, { name: 'Silver', coins: 50_000n })
    await sql(
      `insert into communities_codes (community_id, code, kind, value, tier_id, cycles)
       values (:id, 'SPRING', 'percent', 2500, :tierId, 3)`,
      { id: community.id, tierId: tier.id }
    )
    const { talk } = await somebody()
    await talk.says(`/join ${community.slug}`)
    await talk.presses('I have a code')
    await fills(talk, { code: ' spring ' })
    const [gold, silver] = cardsSeen(talk).slice(-2)
    assert.deepEqual(gold?.fields?.slice(0, 2), [
      { name: 'Price', value: '75 coins or $3.75 a month' },
      { name: 'Your code', value: 'SPRING: 25% off the first 3 payments' },
    ])
    assert.deepEqual(gold?.buttons?.[0], {
      label: 'Join Gold',
      invoke: { command: 'join_tier', options: { tier: tier.id, code: 'SPRING' } },
      style: 'primary',
    })
    assert.equal(silver?.fields?.[0]?.value, '50 coins (about $0.50) a month')

    const other = await somebody()
    await other.talk.says(`/join ${community.slug}`)
    await other.talk.presses('I have a code')
    await fills(other.talk, { code: 'SUMMER' })
    assert.include(other.talk.texts().join('\n'), 'I do not know that code')
    // Codes are not to be guessed.
    await other.talk.presses('I have a code')
    await fills(other.talk, { code: 'WINTER' })
    assert.isTrue(
      other.talk.seen.some(({ node }) => node.kind === 'text' && node.code === 'cooldown')
    )
  })

  test('as a member, and where nothing can be bought', async ({ assert }) => {
    const { community } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id)
    await tierOf(community.id, { name: 'Full', seats: 1 })
    const full = await tierOf(community.id, { name: 'Taken', seats: 1 })
    await member(community.id, full.tier.id, (await somebody()).person.id)
    const fan = await somebody()
    await member(community.id, tier.id, fan.person.id)
    await fan.talk.says(`/join ${community.slug}`)
    const [mine, other, taken] = cardsSeen(fan.talk)
    assert.equal(mine?.title, 'Gold · yours')
    assert.equal(other?.buttons?.[0]?.label, 'Change to Full')
    assert.isEmpty(taken?.buttons)
    assert.include(fan.talk.lastText(), 'You are a member here')

    const set = (what: string) =>
      sql(`update communities_communities set ${what} where id = :id`, { id: community.id })
    await set(`state = 'closed'`)
    await fan.talk.says(`/join ${community.slug}`)
    assert.include(fan.talk.lastText(), 'takes no new members')
    await set(`state = 'open', suspended_at = now(), suspended_reason = 'secret'`)
    await fan.talk.says(`/join ${community.slug}`)
    assert.include(fan.talk.lastText(), 'is paused')
    assert.notInclude(fan.talk.lastText(), 'secret')
    await set(`state = 'draft', suspended_at = null`)
    await fan.talk.says(`/join ${community.slug}`)
    assert.include(fan.talk.texts().join('\n'), `I know no community “${community.slug}”`)
  })

  test('whose doors are all lost: nobody is asked to pay for them', async ({ assert }) => {
    const { community, space } = await openCommunity(openWorld(), { kind: 'group' })
    await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
    await sql(`update communities_spaces set state = 'lost' where id = :id`, { id: space.id })
    const { talk } = await somebody()
    await talk.says(`/join ${community.slug}`)
    const [card] = cardsSeen(talk)
    assert.isEmpty(card?.buttons)
    assert.include(card?.fields?.at(-1)?.value ?? '', 'doors are being mended')
  })

  test('finds those that are open by their names', async ({ assert }) => {
    const world = openWorld()
    const word = `Zq${Date.now()}`
    for (const name of [`${word} 100%`, `${word} Two`]) {
      const { community } = await openCommunity(world, { kind: 'group', name })
      await tierOf(community.id)
    }
    const { community: empty } = await openCommunity(world, {
      kind: 'group',
      name: `${word} Empty`,
    })
    await tierOf(empty.id, { hidden: true })
    const { talk } = await somebody()
    await talk.says(`/join ${word}`)
    const items = talk.seen.flatMap(({ node }) => (node.kind === 'list' ? node.items : []))
    assert.sameMembers(
      items.map(({ title }) => title),
      [`${word} 100%`, `${word} Two`]
    )
    await talk.says('/join 100%')
    assert.include(talk.lastText(), `${word} 100%`)
    assert.notInclude(talk.lastText(), `${word} Two`)
    await talk.presses(`See ${word} 100%`)
    assert.isAbove(cardsSeen(talk).length, 0)
    await talk.says('/join')
    assert.include(talk.texts().join('\n'), 'Communities you can join')
  })
})
