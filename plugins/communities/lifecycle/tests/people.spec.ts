import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { Wording } from '#app/bot_kit/wording'
import { sql } from '#app/support/sql'
import peopleOf from '#plugins/communities/people'
import {
  again,
  club,
  coinsOf,
  member,
  resetClock,
  setClock,
} from '#plugins/communities/lifecycle/tests/support/members'
import { mergeMemberships } from '#plugins/communities/lifecycle/actions/merge_memberships'
import {
  communitiesContext,
  fanWith,
  runJobs,
  services,
  tierOf,
} from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | whose memberships they are', (group) => {
  group.tap((one) => one.timeout(60_000))
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('two people with a membership of one community become one: the longer one stays, the rest comes back', async ({
    assert,
  }) => {
    const here = await club()
    const { tier: yearly } = await tierOf(here.community.id, { period: 'year', coins: 500_000n })
    const one = await member(here)
    const other = await member({ community: here.community, tier: yearly })
    setClock('2027-04-16T00:00:00Z')
    // As linking does it: each plugin in turn, in one transaction; coins become those of the one who stays.
    const [from, into] = [one.fan.person.id, other.fan.person.id]
    const plugins = await (await app.container.make('plugins')).people()
    await db.transaction(async (trx) => {
      for (const { keeps } of plugins) await keeps.merge?.({ from, into, trx })
    })
    const over = await again(one.membership)
    assert.equal(over.end_reason, 'merged')
    assert.equal(over.person_id, into)
    assert.equal((await again(other.membership)).state, 'active')
    await runJobs('communities.give_back_cycles', { membershipId: one.membership.id })
    assert.equal(await coinsOf(other.fan), 50_000n, 'half a month')
  })

  test('memberships of different communities are one’s own; a ban is a ban', async ({ assert }) => {
    const [here, there] = [await club(), await club()]
    const one = await member(here)
    const other = await member(there)
    const [from, into] = [one.fan.person.id, other.fan.person.id]
    await sql(
      `insert into communities_bans (community_id, person_id, by_person, created_at)
       values (:community, :from, :by, now())`,
      { community: there.community.id, from, by: there.creator.person.id }
    )
    const all = await services()
    await db.transaction((trx) => mergeMemberships(all, trx, { from, into }))
    assert.equal((await again(one.membership)).person_id, into)
    assert.equal((await again(one.membership)).state, 'active')
    assert.equal((await again(other.membership)).end_reason, 'removed')
  })

  test('while something is being charged nobody is merged or deleted', async ({ assert }) => {
    const here = await club()
    const { fan, membership } = await member(here)
    await sql(
      `insert into communities_cycles (membership_id, number, tier_id, starts_at, kind, state, created_at)
       values (:id, 2, :tier, now(), 'renewed', 'asked', now())`,
      { id: membership.id, tier: here.tier.id }
    )
    const people = peopleOf(await communitiesContext())
    const stranger = await fanWith(0n)
    const outcome = await db.transaction((trx) =>
      Promise.resolve(people.merge?.({ from: fan.person.id, into: stranger.person.id, trx }))
    )
    assert.deepEqual(outcome, { outcome: 'refused', reason: 'busy' })
    await assert.rejects(() =>
      db.transaction(async (trx) =>
        people.forget?.({ personId: fan.person.id, accountIds: [fan.account.id], trx })
      )
    )
    assert.equal((await again(membership)).state, 'active')
    await sql(
      `update communities_cycles set state = 'failed' where membership_id = :id and number = 2`,
      {
        id: membership.id,
      }
    )
  })

  test('who is deleted is told what they lose, may take their data along, and is out', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here)
    const identity = await app.container.make('identity')
    const wording = new Wording(await app.container.make('i18n'))
    const lost = await identity.lossesOf(fan.person.id, wording.in('en'))
    assert.include(lost.join('\n'), 'Your membership in Moonlight Club, paid until 2027-05-01')
    const kept = JSON.stringify(await identity.exportData(fan.person.id))
    assert.include(kept, '"community":"Moonlight Club"')
    assert.include(kept, '"millicoins":"100000"')
    assert.equal((await identity.deletePerson(fan.person.id)).outcome, 'deleted')
    const over = await again(membership)
    assert.equal(over.end_reason, 'deleted')
    assert.isNull(over.account_id)
  })
})
