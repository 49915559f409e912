import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { cancelMembership } from '#plugins/communities/lifecycle/actions/cancel_membership'
import { agreePrice } from '#plugins/communities/lifecycle/actions/agree_price'
import { resumeMembership } from '#plugins/communities/lifecycle/actions/resume_membership'
import {
  again,
  club,
  coinsOf,
  cycles,
  member,
  minuteOf,
  moveClock,
  newsFor,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import type { CodeRow } from '#plugins/communities/rows'
import { fanWith, giveCoins, runJobs, services } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | renewals by coins', (group) => {
  group.tap((one) => one.timeout(60_000))
  group.each.setup(() => setClock('2027-01-31T10:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('a month ends, the next one is paid from the wallet; the 31st stays the 31st', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here, { coins: 250_000n })
    const before = await coinsOf(fan)
    assert.equal(minuteOf(membership.paid_until), '2027-02-28T10:00')
    await sweep()
    assert.equal(await coinsOf(fan), before, 'nothing is due yet')

    setClock('2027-02-28T10:00:00Z')
    await sweep()
    await sweep()
    const renewed = await again(membership)
    assert.equal(await coinsOf(fan), before - 100_000n)
    assert.equal(renewed.state, 'active')
    assert.equal(minuteOf(renewed.paid_until), '2027-03-31T10:00')

    const { ledger } = await services()
    const { earnings } = await ledger.balance(here.creator.person.id)
    assert.equal(earnings.purchased + earnings.promo, 140_000n, '70 % of two months')
    assert.deepEqual(
      (await cycles(membership)).map(({ number, kind, state }) => [number, kind, state]),
      [
        [1, 'bought', 'paid'],
        [2, 'renewed', 'paid'],
      ]
    )
  })

  test('without coins there is a grace period with further attempts, then it ends', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here)
    assert.equal(await coinsOf(fan), 0n)
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    const grace = await again(membership)
    assert.equal(grace.state, 'grace')
    assert.equal(minuteOf(grace.grace_until), '2027-03-03T10:00')
    assert.equal(minuteOf(grace.renew_at), '2027-02-28T16:00')
    setClock('2027-02-28T16:00:00Z')
    await sweep()
    assert.equal(minuteOf((await again(membership)).renew_at), '2027-03-01T10:00')
    assert.deepEqual((await newsFor(membership)).filter((one) => one === 'no_coins').length, 1)

    setClock('2027-03-03T09:59:00Z')
    await sweep()
    assert.equal((await again(membership)).state, 'grace')
    setClock('2027-03-03T10:00:00Z')
    await sweep()
    const over = await again(membership)
    assert.equal(over.state, 'ended')
    assert.equal(over.end_reason, 'unpaid')
    assert.equal((await newsFor(membership)).at(-1), 'ended_unpaid')
  })

  test('coins come in the grace period: it is renewed at once, for the month that has begun', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here)
    assert.equal(await coinsOf(fan), 0n)
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    moveClock({ hours: 2 })
    await giveCoins(fan.person.id, 120_000n)
    const { person } = fan
    await db.transaction(async (trx) =>
      (await services()).outbox.add(trx, [
        { topic: 'payments.credited', key: randomUUID(), payload: { personId: person.id } },
      ])
    )
    assert.equal(await runJobs('payments.credited', { personId: person.id }), 1)
    const renewed = await again(membership)
    assert.equal(renewed.state, 'active')
    assert.equal(minuteOf(renewed.paid_until), '2027-03-31T10:00')
    assert.equal(await coinsOf(fan), 20_000n)
    assert.equal((await newsFor(membership)).at(-1), 'renewed')
  })

  test('who cancels is in until the end of what was paid, and is not charged; who resumes is', async ({
    assert,
  }) => {
    const here = await club()
    const leaves = await member(here, { coins: 200_000n })
    const stays = await member(here, { coins: 200_000n })
    const all = await services()
    for (const { fan, membership } of [leaves, stays]) {
      const asked = { membershipId: membership.id, personId: fan.person.id }
      assert.equal((await cancelMembership(all, asked)).outcome, 'cancelled')
      assert.equal((await cancelMembership(all, asked)).outcome, 'nothing_to_cancel')
    }
    const back = { membershipId: stays.membership.id, personId: stays.fan.person.id }
    assert.equal((await resumeMembership(all, back)).outcome, 'resumed')
    const others = { membershipId: stays.membership.id, personId: leaves.fan.person.id }
    assert.equal((await cancelMembership(all, others)).outcome, 'nothing_to_cancel')
    const before = [await coinsOf(leaves.fan), await coinsOf(stays.fan)]
    setClock('2027-02-28T09:59:00Z')
    await sweep()
    assert.equal((await again(leaves.membership)).state, 'active')
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    assert.equal((await again(leaves.membership)).end_reason, 'cancelled')
    assert.equal((await again(stays.membership)).state, 'active')
    assert.deepEqual(
      [await coinsOf(leaves.fan), await coinsOf(stays.fan)],
      [before[0], (before[1] ?? 0n) - 100_000n]
    )
  })

  test('the end of a trial charges for the first time; a trial that is cancelled costs nothing', async ({
    assert,
  }) => {
    const here = await club({ trialDays: 7 })
    const fan = await fanWith(150_000n)
    const { membership } = await member(here, { fan, purchase: { trial_days: 7, coins: 0n } })
    assert.equal(membership.state, 'trialing')
    const before = await coinsOf(fan)
    setClock('2027-02-07T10:00:00Z')
    await sweep()
    const paid = await again(membership)
    assert.equal(paid.state, 'active')
    assert.equal(minuteOf(paid.paid_until), '2027-03-07T10:00')
    assert.equal(await coinsOf(fan), before - 100_000n)

    setClock('2027-01-31T10:00:00Z')
    const leaves = await fanWith(150_000n)
    const tried = await member(here, { fan: leaves, purchase: { trial_days: 7, coins: 0n } })
    await cancelMembership(await services(), {
      membershipId: tried.membership.id,
      personId: leaves.person.id,
    })
    setClock('2027-02-07T10:00:00Z')
    await sweep()
    assert.equal((await again(tried.membership)).state, 'ended')
    assert.equal(await coinsOf(leaves), 150_000n)
  })

  test('a gift runs out, unless who was given it goes on by coins of their own', async ({
    assert,
  }) => {
    const here = await club()
    const gift = { gift: true, means: 'coins', coins: 100_000n } as const
    const ends = await member(here, { purchase: gift })
    const goesOn = await member(here, { purchase: gift, coins: 120_000n })
    assert.isFalse(goesOn.membership.renews)
    const about = { membershipId: goesOn.membership.id, personId: goesOn.fan.person.id }
    assert.equal((await resumeMembership(await services(), about)).outcome, 'resumed')
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    assert.equal((await again(ends.membership)).end_reason, 'expired')
    assert.equal((await again(goesOn.membership)).state, 'active')
    assert.equal(await coinsOf(goesOn.fan), 20_000n)
  })

  test('two reminders, each once; the last alone where both were missed; none for what was bought later', async ({
    assert,
  }) => {
    const here = await club()
    const { membership } = await member(here, { coins: 200_000n })
    setClock('2027-02-25T10:00:00Z')
    await sweep()
    await sweep()
    assert.deepEqual(await newsFor(membership), ['remind_renew'])
    setClock('2027-02-27T10:00:00Z')
    await sweep()
    await sweep()
    assert.deepEqual(await newsFor(membership), ['remind_renew', 'remind_renew'])

    const late = await club({ period: 'once', daysOnce: 2 })
    const { membership: short } = await member(late)
    moveClock({ hours: 1 })
    await sweep()
    assert.deepEqual(await newsFor(short), [], 'three days before is before it was bought')
    moveClock({ hours: 30 })
    await sweep()
    assert.deepEqual(await newsFor(short), ['remind_end'])

    setClock('2027-02-01T10:00:00Z')
    const { membership: missed } = await member(await club(), { coins: 200_000n })
    setClock('2027-02-28T12:00:00Z')
    await sweep()
    assert.deepEqual(await newsFor(missed), ['remind_renew'])
  })

  test('a code takes its part of as many cycles as it says', async ({ assert }) => {
    const here = await club()
    const [code] = await sql<CodeRow>(
      `insert into communities_codes (community_id, code, kind, value, cycles)
       values (:communityId, 'HALF', 'percent', 5000, 2) returning *`,
      { communityId: here.community.id }
    )
    const { fan, membership } = await member(here, {
      coins: 500_000n,
      purchase: { coins: 50_000n },
      code,
    })
    const start = await coinsOf(fan)
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    assert.equal(await coinsOf(fan), start - 50_000n, 'the second cycle')
    setClock('2027-03-31T10:00:00Z')
    await sweep()
    assert.equal(await coinsOf(fan), start - 150_000n, 'the third')
    assert.equal((await again(membership)).state, 'active')
  })

  test('a higher price is asked for; without an answer it is not charged, with it at once', async ({
    assert,
  }) => {
    const here = await club()
    const asked = await member(here, { coins: 500_000n })
    const start = await coinsOf(asked.fan)
    await price(here.tier.id, 130_000n)
    setClock('2027-02-25T10:00:00Z')
    await sweep()
    assert.deepEqual(await newsFor(asked.membership), ['remind_price'])
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    assert.equal(await coinsOf(asked.fan), start, 'nothing was charged silently')
    assert.equal((await again(asked.membership)).state, 'grace')
    const all = await services()
    const about = { membershipId: asked.membership.id, personId: asked.fan.person.id }
    assert.isNull(await agreePrice(all, { ...about, coins: 200_000n }), 'never more than asked')
    const agreed = await agreePrice(all, { ...about, coins: 130_000n })
    assert.equal(agreed?.state, 'active')
    assert.equal(await coinsOf(asked.fan), start - 130_000n)
  })

  test('a price that rises after the last reminder counts from the next cycle; a lower one at once', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here, { coins: 500_000n })
    const start = await coinsOf(fan)
    setClock('2027-02-27T10:00:00Z')
    await sweep()
    await price(here.tier.id, 130_000n)
    setClock('2027-02-28T10:00:00Z')
    await sweep()
    assert.equal(await coinsOf(fan), start - 100_000n)
    await price(here.tier.id, 80_000n)
    setClock('2027-03-31T10:00:00Z')
    await sweep()
    assert.equal(await coinsOf(fan), start - 180_000n)
    assert.equal((await again(membership)).state, 'active')
  })

  test('a suspended community renews and ends nobody; a closed one lets what is paid run out', async ({
    assert,
  }) => {
    const suspended = await club()
    const closed = await club()
    const waits = await member(suspended, { coins: 300_000n })
    const runsOut = await member(closed, { coins: 300_000n })
    const before = [await coinsOf(waits.fan), await coinsOf(runsOut.fan)]
    await sql('update communities_communities set suspended_at = :at where id = :id', {
      id: suspended.community.id,
      at: new Date('2027-02-10T00:00:00Z'),
    })
    await sql(`update communities_communities set state = 'closed' where id = :id`, {
      id: closed.community.id,
    })
    await sweep()
    assert.isFalse((await again(runsOut.membership)).renews)
    assert.deepEqual(await newsFor(runsOut.membership), ['closing'])
    setClock('2027-03-05T10:00:00Z')
    await sweep()
    assert.equal((await again(waits.membership)).state, 'active')
    assert.equal((await again(runsOut.membership)).state, 'ended')
    assert.deepEqual([await coinsOf(waits.fan), await coinsOf(runsOut.fan)], before)
    await sql('update communities_communities set suspended_at = null where id = :id', {
      id: suspended.community.id,
    })
    await sweep()
    const renewed = await again(waits.membership)
    assert.equal(
      minuteOf(renewed.paid_until),
      '2027-04-05T10:00',
      'the time in between is not charged'
    )
  })
})

async function price(tierId: string, coins: bigint): Promise<void> {
  await sql('update communities_tiers set coins = :coins where id = :tierId', { tierId, coins })
}
