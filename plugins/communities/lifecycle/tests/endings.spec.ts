import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { banMember } from '#plugins/communities/lifecycle/actions/ban_member'
import { cancelMembership } from '#plugins/communities/lifecycle/actions/cancel_membership'
import { changeTier } from '#plugins/communities/lifecycle/actions/change_tier'
import { quoteChange } from '#plugins/communities/lifecycle/actions/quote_change'
import { giveBackUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { followSubscription } from '#plugins/communities/lifecycle/actions/follow_subscription'
import { renewByMoney } from '#plugins/communities/lifecycle/actions/renew_by_money'
import { endMembership } from '#plugins/communities/lifecycle/actions/end_membership'
import { resumeMembership } from '#plugins/communities/lifecycle/actions/resume_membership'
import { stopSubscription } from '#plugins/communities/lifecycle/actions/stop_subscription'
import { unbanMember } from '#plugins/communities/lifecycle/actions/unban_member'
import {
  again,
  club,
  coinsOf,
  cycles,
  member,
  minuteOf,
  newsFor,
  payer,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import type { PaymentsService } from '#plugins/payments/api'
import { runJobs, services, tierOf } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | endings', (group) => {
  group.tap((one) => one.timeout(60_000))
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('the creator bans a member: out at once, the unused share comes back once, and no way in again', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here)
    setClock('2027-04-11T00:00:00Z')
    const all = await services()
    const about = {
      communityId: here.community.id,
      personId: fan.person.id,
      by: here.creator.person.id,
    }
    assert.equal((await banMember(all, { ...about, by: fan.person.id })).outcome, 'refused')
    assert.equal((await banMember(all, about)).outcome, 'banned')
    assert.equal((await banMember(all, about)).outcome, 'already_banned')
    assert.equal((await again(membership)).end_reason, 'removed')
    const owed = { membershipId: membership.id }
    await runJobs('communities.give_back_cycles', owed)
    await runJobs('communities.give_back_cycles', owed)
    assert.equal(await coinsOf(fan), 66_666n, 'twenty of thirty days, rounded down')
    assert.equal((await cycles(membership))[0]?.given_back, 66_666n)
    assert.isTrue(await unbanMember(about))
    assert.isFalse(await unbanMember(about))
  })

  test('what was paid with money comes back by the gateway, for the unused days; it is charged no more', async ({
    assert,
  }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { fan, membership, paymentId, orderId } = await payer(here)
    const asked: unknown[] = []
    const all = await services()
    const payments: PaymentsService = {
      ...all.payments,
      refundSale: ({ paymentId: of, amount }) => {
        asked.push({ of, amount })
        return Promise.resolve('refunded')
      },
    }
    setClock('2027-04-11T00:00:00Z')
    const by = here.creator.person.id
    await banMember(all, { communityId: here.community.id, personId: fan.person.id, by })
    const owed = { membershipId: membership.id, at: new Date('2027-04-11T00:00:00Z') }
    await giveBackUnused({ ...all, payments }, owed)
    await giveBackUnused({ ...all, payments }, owed)
    assert.deepEqual(asked, [{ of: paymentId, amount: 666n }])
    const [stopped] = await sql<{ orderId: string }>(
      `select payload ->> 'orderId' as "orderId" from outbox
       where topic = 'communities.stop_subscription' and payload ->> 'membershipId' = :id`,
      { id: membership.id }
    )
    assert.equal(stopped?.orderId, orderId)
  })

  test('a fan cancels what a gateway renews: it is told to stop, and what it charges all the same goes back', async ({
    assert,
  }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { fan, membership, orderId } = await payer(here)
    const all = await services()
    const about = { membershipId: membership.id, personId: fan.person.id }
    assert.equal((await cancelMembership(all, about)).outcome, 'cancelled')
    const told: unknown[] = []
    const payments: PaymentsService = {
      ...all.payments,
      setRenewing: (order, renewing) => {
        told.push([order, renewing])
        return Promise.resolve(renewing ? 'refused' : 'set')
      },
      refundSale: ({ paymentId }) => {
        told.push(paymentId)
        return Promise.resolve('refunded')
      },
    }
    const watched = { ...all, payments }
    const paymentId = randomUUID()
    const charged = { paymentId, orderId, amount: 1_000n, currency: 'EUR' }
    assert.equal((await renewByMoney(watched, charged)).outcome, 'refunded')
    assert.equal((await resumeMembership(watched, about)).outcome, 'cannot')
    assert.deepEqual(told, [paymentId, [orderId, true]])
    setClock('2027-05-01T00:00:00Z')
    await sweep()
    assert.equal((await again(membership)).end_reason, 'cancelled')
  })

  test('who cancels and goes on at once is not stopped by what was on its way to the gateway', async ({
    assert,
  }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { fan, membership, orderId } = await payer(here)
    const all = await services()
    const told: boolean[] = []
    const setRenewing: PaymentsService['setRenewing'] = (_order, renewing) => {
      told.push(renewing)
      return Promise.resolve('set')
    }
    const watched = { ...all, payments: { ...all.payments, setRenewing } }
    const about = { membershipId: membership.id, personId: fan.person.id }
    await cancelMembership(watched, about)
    assert.equal((await resumeMembership(watched, about)).outcome, 'resumed')
    await stopSubscription(watched, orderId)
    assert.deepEqual(told, [true])
    await cancelMembership(watched, about)
    await stopSubscription(watched, orderId)
    assert.deepEqual(told, [true, false])
  })

  test('after a change of tier the unused share of both payments comes back, and no more than that', async ({
    assert,
  }) => {
    const here = await club()
    const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
    const { fan, membership } = await member(here, { coins: 250_000n })
    setClock('2027-04-16T00:00:00Z')
    const about = { membershipId: membership.id, personId: fan.person.id, tierId: platinum.id }
    const quote = await quoteChange(about)
    if (quote.outcome !== 'quoted' || quote.terms.outcome !== 'now') throw new Error('No quote')
    const all = await services()
    await changeTier(all, about, { at: quote.at, charge: quote.terms.charge })
    assert.equal(await coinsOf(fan), 0n)
    await banMember(all, {
      communityId: here.community.id,
      personId: fan.person.id,
      by: here.creator.person.id,
    })
    await runJobs('communities.give_back_cycles', { membershipId: membership.id })
    // Not a moment of the new cycle was used, and half of the old one.
    assert.equal(await coinsOf(fan), 300_000n)
  })

  test('a gateway renews: each payment once; it may be late for the grace period; then it is over', async ({
    assert,
  }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { membership, orderId } = await payer(here)
    const all = await services()
    setClock('2027-05-01T00:10:00Z')
    await sweep()
    assert.equal((await again(membership)).state, 'grace')
    assert.deepEqual(await newsFor(membership), [], 'a gateway that is slow is no news')
    const payment = { paymentId: randomUUID(), orderId, amount: 1_000n, currency: 'EUR' }
    assert.equal((await renewByMoney(all, payment)).outcome, 'renewed')
    assert.equal((await renewByMoney(all, payment)).outcome, 'known')
    assert.equal(minuteOf((await again(membership)).paid_until), '2027-06-01T00:00')

    setClock('2027-06-01T00:10:00Z')
    await sweep()
    await followSubscription(all, { orderId, state: 'past_due', renews: true, paidUntil: null })
    await followSubscription(all, { orderId, state: 'past_due', renews: true, paidUntil: null })
    assert.equal((await newsFor(membership)).filter((one) => one === 'card_failed').length, 1)
    setClock('2027-06-04T00:10:00Z')
    await sweep()
    assert.equal((await again(membership)).end_reason, 'unpaid')

    const refunds: string[] = []
    const refundSale: PaymentsService['refundSale'] = ({ paymentId }) => {
      refunds.push(paymentId)
      return Promise.resolve('refunded')
    }
    const late = { ...payment, paymentId: randomUUID() }
    const watched = { ...all, payments: { ...all.payments, refundSale } }
    assert.equal((await renewByMoney(watched, late)).outcome, 'refunded')
    assert.deepEqual(refunds, [late.paymentId])
  })

  test('cancelled and resumed at the gateway, whose months are its own', async ({ assert }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { membership, orderId } = await payer(here)
    const all = await services()
    const paidUntil = new Date('2027-04-30T00:00:00Z')
    await followSubscription(all, { orderId, state: 'running', renews: true, paidUntil })
    assert.equal(minuteOf((await again(membership)).paid_until), '2027-04-30T00:00')
    await followSubscription(all, { orderId, state: 'running', renews: false, paidUntil })
    assert.isFalse((await again(membership)).renews)
    await followSubscription(all, { orderId, state: 'running', renews: true, paidUntil })
    assert.isTrue((await again(membership)).renews)
    await followSubscription(all, { orderId, state: 'ended', renews: false, paidUntil })
    setClock('2027-04-30T00:00:00Z')
    await sweep()
    assert.equal((await again(membership)).end_reason, 'cancelled')
  })

  test('ending is once, and tells the others once', async ({ assert }) => {
    const here = await club()
    const { membership } = await member(here)
    const all = await services()
    const end = () =>
      db.transaction((trx) =>
        endMembership(all, trx, { membershipId: membership.id, reason: 'refunded', by: 'test' })
      )
    assert.equal((await end())?.state, 'ended')
    assert.isNull(await end())
  })
})
