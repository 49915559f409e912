import { test } from '@japa/runner'
import { dyingAfter } from '#plugins/communities/buying/tests/support/dying'
import { banMember } from '#plugins/communities/lifecycle/actions/ban_member'
import { cancelMembership } from '#plugins/communities/lifecycle/actions/cancel_membership'
import { changeTier } from '#plugins/communities/lifecycle/actions/change_tier'
import { quoteChange } from '#plugins/communities/lifecycle/actions/quote_change'
import { giveBackUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { renewDue } from '#plugins/communities/lifecycle/actions/renew_due'
import {
  again,
  club,
  coinsOf,
  cycles,
  member,
  minuteOf,
  moveClock,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import { runJobs, services, tierOf } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | crashes of renewals', (group) => {
  group.tap((one) => one.timeout(240_000))
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('a process that dies at any step of a renewal: the next sweeps charge it once and renew it', async ({
    assert,
  }) => {
    let died = true
    for (let step = 0; died; step++) {
      setClock('2027-04-01T00:00:00Z')
      const here = await club()
      const { fan, membership } = await member(here, { coins: 250_000n })
      setClock('2027-05-01T00:00:00Z')
      ;({ died } = await dyingAfter(step, await services(), (all) =>
        renewDue(all, { membershipId: membership.id })
      ))
      moveClock({ minutes: 16 })
      await renewDue(await services(), { membershipId: membership.id })
      const renewed = await again(membership)
      assert.equal(
        minuteOf(renewed.paid_until),
        '2027-06-01T00:00',
        `dying before step ${step + 1}`
      )
      assert.equal(await coinsOf(fan), 150_000n, `dying before step ${step + 1}`)
      assert.lengthOf(await cycles(membership), 2)
      if (!died) assert.isAbove(step, 8, 'steps were watched')
    }
  })

  test('who cancels after a crash in the middle of it pays nothing: what was taken comes back', async ({
    assert,
  }) => {
    let died = true
    for (let step = 0; died; step++) {
      setClock('2027-04-01T00:00:00Z')
      const here = await club()
      const { fan, membership } = await member(here, { coins: 250_000n })
      setClock('2027-05-01T00:00:00Z')
      ;({ died } = await dyingAfter(step, await services(), (all) =>
        renewDue(all, { membershipId: membership.id })
      ))
      if (!died) break
      const about = { membershipId: membership.id, personId: fan.person.id }
      const { outcome } = await cancelMembership(await services(), about)
      assert.equal(outcome, 'cancelled')
      moveClock({ minutes: 16 })
      await sweep()
      for (const { id } of await cycles(membership)) {
        await runJobs('communities.give_back_cycles', { cycleId: id })
      }
      await sweep()
      const over = await again(membership)
      const renewed = minuteOf(over.paid_until) === '2027-06-01T00:00'
      // Either it was through before they cancelled, or nothing of it is left.
      assert.equal(over.state, renewed ? 'active' : 'ended', `dying before step ${step + 1}`)
      assert.equal(
        await coinsOf(fan),
        renewed ? 150_000n : 250_000n,
        `dying before step ${step + 1}`
      )
    }
  })

  test('a hold that the sweeper took back after a crash is made anew, under the next number', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here, { coins: 250_000n })
    setClock('2027-05-01T00:00:00Z')
    const all = await services()
    const capture = () => Promise.reject(new Error('The process died'))
    await renewDue({ ...all, ledger: { ...all.ledger, capture } }, { membershipId: membership.id })
    const asked = (await cycles(membership)).at(-1)
    assert.equal(asked?.state, 'asked')
    assert.equal(await coinsOf(fan), 150_000n, 'held')
    const held = await all.ledger.hold({
      key: `cycle:${membership.id}:2`,
      personId: fan.person.id,
      amount: 100_000n,
      creatorId: here.creator.person.id,
      memo: { key: 'communities.lifecycle.memo.cycle', data: { name: 'Moonlight Club' } },
    })
    if (held.outcome !== 'held') throw new Error(held.outcome)
    await all.ledger.release({ key: 'sweeper:test', holdId: held.holdId })
    moveClock({ minutes: 16 })
    await renewDue(all, { membershipId: membership.id })
    await renewDue(all, { membershipId: membership.id })
    assert.deepEqual(
      (await cycles(membership)).map(({ number, state }) => [number, state]),
      [
        [1, 'paid'],
        [2, 'failed'],
        [3, 'paid'],
      ]
    )
    assert.equal(await coinsOf(fan), 150_000n)
    assert.equal(minuteOf((await again(membership)).paid_until), '2027-06-01T00:00')
  })

  test('two processes renew at the same moment: each membership is charged once', async ({
    assert,
  }) => {
    const here = await club()
    const members = await Promise.all(
      Array.from({ length: 12 }, () => member(here, { coins: 250_000n }))
    )
    setClock('2027-05-01T00:00:00Z')
    const all = await services()
    await Promise.all([sweep(all), sweep(all), sweep(all)])
    for (const { fan, membership } of members) {
      assert.equal(await coinsOf(fan), 150_000n)
      assert.lengthOf(await cycles(membership), 2)
    }
  })

  test('a change of tier that dies at any step is made once, or not at all', async ({ assert }) => {
    let died = true
    for (let step = 0; died; step++) {
      setClock('2027-04-01T00:00:00Z')
      const here = await club()
      const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
      const { fan, membership } = await member(here, { coins: 250_000n })
      setClock('2027-04-16T00:00:00Z')
      const about = { membershipId: membership.id, personId: fan.person.id, tierId: platinum.id }
      const quote = await quoteChange(about)
      if (quote.outcome !== 'quoted' || quote.terms.outcome !== 'now') throw new Error('No quote')
      const quoted = { at: quote.at, charge: quote.terms.charge }
      ;({ died } = await dyingAfter(step, await services(), (all) =>
        changeTier(all, about, quoted)
      ))
      moveClock({ minutes: 16 })
      await renewDue(await services(), { membershipId: membership.id })
      const now = await again(membership)
      const changed = now.tier_id === platinum.id
      assert.equal(await coinsOf(fan), changed ? 0n : 250_000n, `dying before step ${step + 1}`)
      assert.equal(
        minuteOf(now.paid_until),
        changed ? '2027-05-16T00:00' : '2027-05-01T00:00',
        `dying before step ${step + 1}`
      )
      assert.notEqual((await cycles(membership)).at(-1)?.state, 'asked')
    }
  })

  test('giving back that dies at any step gives the unused share once', async ({ assert }) => {
    let died = true
    for (let step = 0; died; step++) {
      setClock('2027-04-01T00:00:00Z')
      const here = await club()
      const { fan, membership } = await member(here)
      setClock('2027-04-16T00:00:00Z')
      const by = here.creator.person.id
      await banMember(await services(), {
        communityId: here.community.id,
        personId: fan.person.id,
        by,
      })
      const owed = { membershipId: membership.id, at: new Date('2027-04-16T00:00:00Z') }
      ;({ died } = await dyingAfter(step, await services(), (all) => giveBackUnused(all, owed)))
      await giveBackUnused(await services(), owed)
      assert.equal(await coinsOf(fan), 50_000n, `dying before step ${step + 1}`)
      assert.equal((await cycles(membership))[0]?.given_back, 50_000n)
    }
  })
})
