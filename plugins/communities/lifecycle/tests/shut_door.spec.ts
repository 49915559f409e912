import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { changeTier } from '#plugins/communities/lifecycle/actions/change_tier'
import { quoteChange } from '#plugins/communities/lifecycle/actions/quote_change'
import { member } from '#plugins/communities/lifecycle/tests/support/members'
import { now } from '#plugins/communities/clock'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, services, tierOf } from '#plugins/communities/tests/support/people'

test.group('Another tier whose door does not open now', () => {
  test('is not sold by a change either, until it opens again', async ({ assert }) => {
    const { community, space } = await openCommunity(openWorld(), { kind: 'group' })
    const { tier } = await tierOf(community.id, { name: 'Silver', coins: 50_000n })
    const { tier: gold } = await tierOf(community.id, {
      doors: [{ spaceId: space.id, roleId: null }],
    })
    const { fan, membership } = await member({ community, tier }, { coins: 200_000n })
    const request = { membershipId: membership.id, personId: fan.person.id, tierId: gold.id }
    const quote = await quoteChange(request)
    assert.equal(quote.outcome, 'quoted')

    const problems = JSON.stringify([{ kind: 'not_admin' }])
    await sql('update communities_spaces set problems = :problems::jsonb where id = :id', {
      id: space.id,
      problems,
    })
    assert.deepEqual(await quoteChange(request), { outcome: 'refused', reason: 'shut' })
    const accepted = { at: now(), charge: 50_000n }
    const changed = await changeTier(await services(), request, accepted)
    assert.containSubset(changed, { outcome: 'refused', reason: 'shut' })
    await fan.talk.sends({
      kind: 'invoke',
      invocation: {
        command: 'membership_change_to',
        options: { membership: membership.id, tier: gold.id },
      },
    })
    assert.include(fan.talk.texts().slice(-2).join(), 'cannot be reached just now')

    await sql(`update communities_spaces set problems = '[]' where id = :id`, { id: space.id })
    assert.equal((await quoteChange(request)).outcome, 'quoted')
  })
})
