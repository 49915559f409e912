import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { findTier } from '#plugins/communities/queries/find_tier'
import { doorsOf } from '#plugins/communities/queries/list_doors'
import type { TierRow } from '#plugins/communities/rows'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  connectedTo,
  creatorOn,
  openCommunity,
  somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'
import { fills } from '#plugins/communities/tiers/tests/forms'

const tiersOf = (communityId: string) =>
  sql<TierRow>(
    'select * from communities_tiers where community_id = :communityId order by position',
    {
      communityId,
    }
  )
const doorsChanged = (communityId: string) =>
  sql(
    `select 1 from outbox where topic = 'communities.doors_changed' and payload ->> 'communityId' = :communityId`,
    {
      communityId,
    }
  )

test.group('A creator makes a tier', () => {
  test('from nothing to on sale: words, prices, a role and a chat', async ({ assert }) => {
    const world = openWorld()
    const { creator, community, here } = await openCommunity(world, { roles: ['Gold'] })
    const chat = world.group({ title: 'Backstage' })
    await connectedTo(community.id, chat)
    const { talk } = creator

    await talk.says('/tiers')
    assert.include(talk.lastText(), 'Nothing is sold here yet')
    await talk.presses('New tier')
    await fills(talk, {
      name: 'Gold',
      description: 'For those who stay longer.',
      perks: '- Backstage chat\n- Early stories\n\n',
      period: 'month',
      coins: '99.5',
    })
    assert.include(talk.texts().join('\n'), '“Gold” is there, as a draft')
    assert.include(talk.lastText(), '99.5 coins (about $0.99) a month')
    assert.include(talk.lastText(), '• Backstage chat\n• Early stories')

    await talk.presses('Put on sale')
    assert.include(talk.lastText(), 'opens nothing yet')

    await talk.presses('What it opens')
    await talk.presses(`Roles of ${here.title}`)
    await talk.presses('Give Gold')
    await talk.presses('Open Backstage')
    assert.include(talk.texts().join('\n'), 'opens 2 doors now')
    const [tier] = await tiersOf(community.id)
    const doors = await doorsOf(tier?.id ?? '')
    assert.deepEqual(
      doors.map(({ role_name: role, space_title: space }) => [role, space]),
      [
        ['Gold', here.title],
        [null, 'Backstage'],
      ]
    )
    assert.lengthOf(await doorsChanged(community.id), 2)

    await talk.presses('Back to the tier')
    await talk.presses('Prices')
    await fills(talk, { coins: '100', USD: '4,99', XTR: '250' })
    assert.include(talk.lastText(), '100 coins, $4.99, or 250 Stars a month')

    await talk.presses('Days, seats, welcome')
    await fills(talk, { trial: '7', seats: '20', hidden: 'yes', welcome: 'Good to have you.' })
    await talk.presses('Put on sale')
    assert.include(talk.texts().join('\n'), '“Gold” is on sale')
    assert.match(talk.lastText(), /Hidden: found by this link alone: http\S+\/c\/\S+\?tier=t_/)
    const sold = await findTier(tier?.id ?? '')
    assert.containsSubset(sold, {
      state: 'on_sale',
      coins: 100_000n,
      trial_days: 7,
      seats: 20,
      hidden: true,
      welcome: 'Good to have you.',
    })
    assert.deepEqual(sold?.prices, [
      { currency: 'USD', amount: 499n },
      { currency: 'XTR', amount: 250n },
    ])

    await talk.presses('Withdraw')
    assert.equal((await findTier(tier?.id ?? ''))?.state, 'withdrawn')
  })

  test('hears which roles cannot be given, and why, before anybody pays for them', async ({
    assert,
  }) => {
    const world = openWorld()
    const { creator, community, here } = await openCommunity(world, {
      roles: ['Gold', 'Moderators'],
    })
    const roles = [...here.roles.values()]
    const high = roles.find(({ name }) => name === 'Moderators')
    const gold = roles.find(({ name }) => name === 'Gold')
    if (!high || !gold) throw new Error('The roles are not there')
    high.position = here.botPosition + 1
    const { tier } = await tierOf(community.id, { state: 'draft' })
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Open Gold')
    await talk.presses('What it opens')
    await talk.presses(`Roles of ${here.title}`)
    assert.include(talk.lastText(), '“Moderators” is above my own role')
    assert.isUndefined(talk.buttonId('Give Moderators'))
    assert.include(talk.lastText(), 'Everybody has this role anyway')

    // The list is old: meanwhile somebody dragged the role up.
    gold.position = here.botPosition + 2
    await talk.presses('Give Gold')
    assert.include(talk.texts().join('\n'), 'nobody should pay for a shut door')
    assert.isEmpty(await doorsOf(tier.id))

    gold.position = 1
    await talk.presses('Give Gold')
    assert.lengthOf(await doorsOf(tier.id), 1)
    // What worked yesterday is asked again before it is sold.
    here.permissions.delete('manage_roles')
    await talk.presses('Back to the tier')
    await talk.presses('Put on sale')
    assert.include(talk.lastText(), 'cannot be opened right now')
    assert.equal((await findTier(tier.id))?.state, 'draft')

    here.permissions.add('manage_roles')
    world.faultNext('inspect', { kind: 'fail' })
    await talk.presses('Try again')
    assert.include(talk.lastText(), 'the platform does not answer')
    await talk.presses('Try again')
    assert.equal((await findTier(tier.id))?.state, 'on_sale')

    await talk.presses('What it opens')
    await talk.presses('Remove')
    assert.include(talk.texts().join('\n'), 'it has to open something')
    assert.lengthOf(await doorsOf(tier.id), 1)
  })

  test('keeps what was typed when something of it is wrong', async ({ assert }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world, { kind: 'group' })
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('New tier')
    await fills(talk, { name: 'Silver', period: 'once', coins: 'a lot' })
    assert.include(talk.texts().join('\n'), 'Price in coins: please write a number')
    await fills(talk, { coins: '5' })
    const [tier] = await tiersOf(community.id)
    assert.containsSubset(tier, { name: 'Silver', period: 'once', days_once: 30, coins: 5_000n })

    await talk.presses('Days, seats, welcome')
    await fills(talk, { days: '7', seats: '-1' })
    assert.include(talk.texts().join('\n'), 'Seats: please write a number')
    await fills(talk, { seats: '' })
    assert.containsSubset((await tiersOf(community.id))[0], { days_once: 7, seats: null })
  })

  test('is theirs alone: nobody else opens, changes or sells it', async ({ assert }) => {
    const world = openWorld()
    const { community, space } = await openCommunity(world, { kind: 'group' })
    const { tier, doors } = await tierOf(community.id, {
      doors: [{ spaceId: space.id, roleId: null }],
    })
    const other = await creatorOn('telegram')
    const fan = await somebody()
    const invocations = [
      ['tier_open', {}],
      ['tier_set_words', { name: 'Mine' }],
      ['tier_set_costs', { coins: '1' }],
      ['tier_set_terms', {}],
      ['tier_sell', {}],
      ['tier_withdraw', {}],
      ['tier_up', {}],
      ['tier_doors', {}],
      ['tier_roles', { space: space.id }],
      ['tier_door_add', { space: space.id }],
      ['tier_door_remove', { door: doors[0]?.id ?? '' }],
      ['tier_persona', {}],
      ['tier_set_persona', { persona: 'nobody' }],
      ['tier_picture', {}],
      ['tier_delete', {}],
    ] as const
    for (const [command, options] of invocations) {
      const invocation = { command, options: { tier: tier.id, ...options } }
      await other.talk.sends({ kind: 'invoke', invocation })
      assert.include(other.talk.lastText(), 'not yours', command)
      await fan.talk.sends({ kind: 'invoke', invocation })
      assert.include(fan.talk.lastText(), 'creator', command)
    }
    for (const command of [
      'tier_new',
      'codes',
      'code_new',
      'code_withdraw',
      'tier_create',
      'code_create',
    ]) {
      const invocation = { command, options: { community: community.id, code: tier.id, name: 'X' } }
      await other.talk.sends({ kind: 'invoke', invocation })
      assert.include(other.talk.lastText(), 'not yours', command)
    }
    assert.deepEqual(await findTier(tier.id), { ...tier, prices: [] })
    assert.lengthOf(await doorsOf(tier.id), 1)
  })

  test('stands where its creator puts it; a community has so many and no more', async ({
    assert,
  }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world, { kind: 'group' })
    for (let number = 1; number <= 19; number++) await tierOf(community.id, { name: `T${number}` })
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Open T2')
    await talk.presses('Move up')
    await talk.presses('Move up')
    const names = (await tiersOf(community.id)).map(({ name }) => name)
    assert.deepEqual(names.slice(0, 3), ['T2', 'T1', 'T3'])

    const make = async () => {
      await talk.says('/tiers')
      await talk.presses('New tier')
      await fills(talk, { name: 'One more', period: 'lifetime', coins: '0' })
    }
    await make()
    assert.include(talk.lastText(), 'Price: Free')
    await make()
    assert.include(talk.lastText(), 'at most 20 tiers')
    assert.lengthOf(await tiersOf(community.id), 20)
  })

  test('is made once by a press that comes twice', async ({ assert }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world, { kind: 'group' })
    const invocation = {
      command: 'tier_create',
      options: { community: community.id, name: 'Twice', period: 'year', coins: '10' },
    }
    const id = `twice-${community.id}`
    await creator.talk.sends({ kind: 'invoke', invocation }, id)
    await sql('delete from inbox where event_id = :id', { id })
    await creator.talk.sends({ kind: 'invoke', invocation }, id)
    assert.lengthOf(await tiersOf(community.id), 1)
  })

  test('that was never sold can be deleted; one that is sold keeps a price', async ({ assert }) => {
    const { creator, community, space } = await openCommunity(openWorld(), { kind: 'group' })
    await tierOf(community.id, {
      name: 'Draft',
      state: 'draft',
      doors: [{ spaceId: space.id, roleId: null }],
    })
    const { tier: sold } = await tierOf(community.id, { name: 'Sold' })
    const { talk } = creator
    await talk.says('/tiers')
    await talk.presses('Open Draft')
    await talk.presses('Delete the draft')
    assert.include(talk.texts().join('\n'), '“Draft” is deleted')
    const invocation = { command: 'tier_delete', options: { tier: sold.id } }
    await talk.sends({ kind: 'invoke', invocation })
    assert.include(talk.texts().join('\n'), '“Sold” was sold')
    assert.deepEqual(
      (await tiersOf(community.id)).map(({ name }) => name),
      ['Sold']
    )

    await talk.presses('Prices')
    await fills(talk, { coins: '' })
    assert.include(talk.texts().join('\n'), '“Sold” has no price yet')
    assert.equal((await findTier(sold.id))?.coins, 100_000n)
  })

  test('does it in private', async ({ assert }) => {
    const world = openWorld()
    const { creator } = await openCommunity(world, { kind: 'group' })
    const inGroup = await somebody({
      platformId: creator.platformId,
      place: { kind: 'group', id: 'somewhere' },
    })
    await inGroup.talk.says('/tiers')
    assert.include(inGroup.talk.lastText(), 'write me /tiers in a direct message')
  })
})
