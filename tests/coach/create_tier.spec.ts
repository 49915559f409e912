import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { doDeed } from '#plugins/coach/deeds/do_deed'
import { proposeDeed } from '#plugins/coach/deeds/propose_deed'
import { undoDeed } from '#plugins/coach/deeds/undo_deed'
import {
  asksFor,
  coached,
  coachServices,
  decides,
  deedsOf,
  fills,
  lastDeed,
  projectOf,
} from '#tests/coach/support/stage'
import { requestOf } from '#plugins/communities/buying/tests/support/shop'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import type { TierRow } from '#plugins/communities/rows'
import {
  connectedTo,
  creatorOn,
  fanWith,
  openCommunity,
  services,
} from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const tiersOf = (communityId: string): Promise<TierRow[]> =>
  sql<TierRow>('select * from communities_tiers where community_id = :communityId', { communityId })

test.group('Coach | makes a tier', () => {
  test('a creator sees the plan, changes it, confirms it, and takes it back', async ({
    assert,
  }) => {
    const { creator, community } = await coached(
      { kind: 'group' },
      { pricing: '12 USD monthly', content: 'A new study every Monday' }
    )
    await creator.talk.says('/coach')
    await creator.talk.presses('All tasks')
    await creator.talk.presses('Next')
    await creator.talk.presses('Create your tier')
    await creator.talk.presses('Do it for me')
    const plan = creator.talk.lastText()
    assert.include(plan, 'Nothing happens before you say so.')
    assert.include(plan, 'Price: $12.00 a month')
    assert.include(plan, 'A new study every Monday')
    assert.lengthOf(await tiersOf(community.id), 0)

    await creator.talk.presses('Change it')
    await fills(creator, { name: 'The Study', price: '500 coins monthly' })
    assert.include(creator.talk.lastText(), 'Name: The Study')
    assert.include(creator.talk.lastText(), 'Price: 500 coins a month')
    assert.lengthOf(await tiersOf(community.id), 0)

    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.lastText(), '“The Study” is on sale.')
    const [tier, ...others] = await tiersOf(community.id)
    assert.lengthOf(others, 0)
    assert.containSubset(tier, {
      name: 'The Study',
      coins: 500_000n,
      period: 'month',
      state: 'on_sale',
    })
    const doors = await sql('select 1 from communities_doors where tier_id = :id', {
      id: tier?.id ?? '',
    })
    assert.lengthOf(doors, 1)
    assert.equal((await projectOf(creator)).ticks.get('create_tier'), 'live')

    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'is not sold any more. Nobody has it')
    assert.equal((await tiersOf(community.id))[0]?.state, 'withdrawn')
    assert.isFalse((await projectOf(creator)).ticks.has('create_tier'))
  })

  test('in a server it makes a role, or gives one that is there; a community that is not open yet keeps a draft, which undo deletes', async ({
    assert,
  }) => {
    const { creator, community } = await coached(
      { roles: ['Gold', 'Silver'], state: 'draft' },
      { pricing: '9,99 EUR yearly' }
    )
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), 'Opens: A new role, called like the tier')
    assert.include(creator.talk.lastText(), 'stays a draft')

    await creator.talk.presses('Change it')
    await fills(creator, { door: 'role:nobody' })
    assert.include(creator.talk.texts().at(-2) ?? '', '“Opens” has to be one of the choices.')
    const gold = (await lastDeed(creator)).plan.choices.door?.find(({ label }) =>
      label.startsWith('Gold')
    )
    await fills(creator, { door: gold?.value ?? '' })
    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.lastText(), 'as a draft that only you see')
    assert.include(creator.talk.lastText(), 'Open the community, then put it on sale')
    const [tier] = await tiersOf(community.id)
    assert.containSubset(tier, { period: 'year', coins: null, state: 'draft' })
    const [price] = await sql<{ currency: string; amount: bigint }>(
      'select currency, amount from communities_tier_prices where tier_id = :id',
      { id: tier?.id ?? '' }
    )
    assert.deepEqual(price, { currency: 'EUR', amount: 999n })
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'is deleted')
    assert.lengthOf(await tiersOf(community.id), 0)
  })

  test('a role is made once for the tier, and stays when it is taken back', async ({ assert }) => {
    const { creator, community, here } = await coached({ roles: [] }, { pricing: '12 USD monthly' })
    await asksFor(creator, 'create_tier')
    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.lastText(), 'is on sale')
    const role = [...here.roles.values()].find(({ name }) => name === 'Inner circle')
    const doors = await sql<{ role_id: string; role_name: string }>(
      `select d.role_id, d.role_name from communities_doors d join communities_tiers t on t.id = d.tier_id
       where t.community_id = :id`,
      { id: community.id }
    )
    assert.deepEqual(doors, [{ role_id: role?.id ?? '', role_name: 'Inner circle' }])
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'The role “Inner circle” stays in your server')
  })

  test('of several places it asks which one is meant; without rights it stays a draft', async ({
    assert,
  }) => {
    const { creator, community, world, here } = await coached({}, { pricing: '12 USD monthly' })
    await connectedTo(community.id, world.group({ title: 'Tea room' }))
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), 'Opens: To be filled in')
    const { id: deedId } = await lastDeed(creator)
    const early = await doDeed(await coachServices(), { creatorId: creator.person.id, deedId })
    assert.equal(early.outcome, 'incomplete')
    await decides(creator, { platform: 'discord' })
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), 'Opens: A new role')
    here.permissions.delete('manage_roles')
    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.lastText(), 'cannot be opened yet')
    assert.equal((await tiersOf(community.id))[0]?.state, 'draft')
  })

  test('nonsense is named, and what was typed is not lost', async ({ assert }) => {
    const { creator } = await coached({ kind: 'group' }, { pricing: '12 USD monthly' })
    await asksFor(creator, 'create_tier')
    await creator.talk.presses('Change it')
    await fills(creator, { name: 'Circle', price: 'between 5 and 12' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'I could not read the price')
    await fills(creator, { price: 'gratis' })
    assert.include(creator.talk.lastText(), 'Name: Circle')
    assert.include(creator.talk.lastText(), 'Price: Free')
    await creator.talk.presses('Change it')
    await fills(creator, { price: '99999999 coins' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'I could not read the price')
    await fills(creator, { price: '999999 coins', perks: 'x'.repeat(101) })
    assert.include(creator.talk.texts().at(-2) ?? '', '“Perks” is too long')
    assert.equal((await deedsOf(creator)).filter(({ state }) => state === 'proposed').length, 1)
  })

  test('what is missing is named, with the way to it', async ({ assert }) => {
    const { creator, community, space } = await coached({ kind: 'group' })
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), 'You have not decided what it costs')
    await creator.talk.presses('Decide the price')
    await fills(creator, { value: '12 USD monthly', reason: '' })
    await sql(`update communities_spaces set state = 'disconnected' where id = :id`, {
      id: space.id,
    })
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), '1. Press “Add to a')
    await sql(`update communities_communities set suspended_at = now() where id = :id`, {
      id: community.id,
    })
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), 'suspended')
    const nobody = await creatorOn('telegram')
    await nobody.talk.says('/coach')
    await asksFor(nobody, 'create_tier')
    assert.include(nobody.talk.lastText(), 'There is no community yet')
  })

  test('of several communities, it asks which one is meant, and remembers', async ({ assert }) => {
    const { creator, world } = await coached({ kind: 'group' }, { pricing: '12 USD monthly' })
    const other = await openCommunity(world, { kind: 'group', creator, name: 'Second Home' })
    await asksFor(creator, 'create_tier')
    assert.include(creator.talk.lastText(), 'Which one is it for?')
    await creator.talk.presses('Second Home')
    assert.include(creator.talk.lastText(), 'Your tier in Second Home')
    await creator.talk.presses('Create this tier')
    assert.lengthOf(await tiersOf(other.community.id), 1)
    await asksFor(creator, 'write_welcome')
    assert.include(creator.talk.lastText(), 'The welcome of Second Home')
    const stranger = await openCommunity(world, { kind: 'group', name: 'Not Theirs' })
    const invocation = {
      command: 'coach_do',
      options: { action: 'create_tier', community: stranger.community.id },
    }
    await creator.talk.sends({ kind: 'invoke', invocation })
    assert.include(creator.talk.lastText(), 'Which one is it for?')
  })

  test('confirmed twice at once, it is done once; undone twice, once', async ({ assert }) => {
    const { creator, community } = await coached({ kind: 'group' }, { pricing: '12 USD monthly' })
    const all = await coachServices()
    const proposed = await proposeDeed(all, await projectOf(creator), {
      action: 'create_tier',
      locale: 'en',
    })
    if (proposed.outcome !== 'proposed') return assert.fail(proposed.outcome)
    const which = { creatorId: creator.person.id, deedId: proposed.deed.id }
    const did = await Promise.all([1, 2, 3].map(() => doDeed(all, which)))
    assert.lengthOf(
      did.filter(({ outcome }) => outcome === 'done'),
      1
    )
    assert.equal((await doDeed(all, which)).outcome, 'done_before')
    assert.lengthOf(await tiersOf(community.id), 1)
    const undone = await Promise.all([1, 2].map(() => undoDeed(all, which)))
    assert.lengthOf(
      undone.filter(({ outcome }) => outcome === 'undone'),
      1
    )
    assert.equal((await undoDeed(all, which)).outcome, 'undone_before')
  })

  test('nobody else can confirm it, undo it, change it or drop it', async ({ assert }) => {
    const { creator, community } = await coached({ kind: 'group' }, { pricing: '12 USD monthly' })
    await asksFor(creator, 'create_tier')
    const { id: deedId } = await lastDeed(creator)
    const stranger = await creatorOn('telegram')
    await stranger.talk.says('/coach')
    const orders = [
      'coach_do_confirm',
      'coach_do_change',
      'coach_do_drop',
      'coach_do_undo',
      'coach_deed',
    ]
    for (const command of orders) {
      const invocation = { command, options: { deed: deedId } }
      await stranger.talk.sends({ kind: 'invoke', invocation })
      assert.include(stranger.talk.lastText(), 'does not stand any more', command)
    }
    assert.lengthOf(await tiersOf(community.id), 0)
    assert.equal((await lastDeed(creator)).state, 'proposed')
    await creator.talk.presses('Not now')
    assert.equal((await lastDeed(creator)).state, 'dropped')
    const confirm = { command: 'coach_do_confirm', options: { deed: deedId } }
    await creator.talk.sends({ kind: 'invoke', invocation: confirm })
    assert.lengthOf(await tiersOf(community.id), 0)
  })

  test('a plan that is a day old, or whose price was decided anew, is proposed again and not done', async ({
    assert,
  }) => {
    const { creator, community } = await coached({ kind: 'group' }, { pricing: '12 USD monthly' })
    await asksFor(creator, 'create_tier')
    await creator.talk.presses('Change it')
    await fills(creator, { name: 'The Study' })
    await sql(`update coach_deeds set proposed_at = now() - interval '25 hours' where id = :id`, {
      id: (await lastDeed(creator)).id,
    })
    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.texts().at(-2) ?? '', 'more than a day old')
    assert.include(creator.talk.lastText(), 'Name: The Study')
    await decides(creator, { pricing: '15 USD monthly' })
    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.texts().at(-2) ?? '', 'Things have changed')
    assert.include(creator.talk.lastText(), 'Name: The Study')
    assert.include(creator.talk.lastText(), '$15.00 a month')
    assert.lengthOf(await tiersOf(community.id), 0)
    await creator.talk.presses('Create this tier')
    assert.include(creator.talk.lastText(), 'is on sale')
  })

  test('undone after somebody bought it: it is withdrawn, they keep it, and the books balance', async ({
    assert,
  }) => {
    const { creator, community } = await coached(
      { kind: 'group' },
      { pricing: '100 coins monthly' }
    )
    await asksFor(creator, 'create_tier')
    await creator.talk.presses('Create this tier')
    const [tier] = await tiersOf(community.id)
    const fan = await fanWith(100_000n)
    const bought = await buyTier(await services(), requestOf(fan, tier?.id ?? ''))
    assert.equal(bought.outcome, 'joined')
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), '1 member has it and keeps it')
    assert.equal((await tiersOf(community.id))[0]?.state, 'withdrawn')
    const [membership] = await sql<{ state: string }>(
      'select state from communities_memberships where person_id = :id',
      { id: fan.person.id }
    )
    assert.equal(membership?.state, 'active')
    await verifyBooks()
  }).timeout(60_000)
})
