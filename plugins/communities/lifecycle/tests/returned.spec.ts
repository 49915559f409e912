import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { banMember } from '#plugins/communities/lifecycle/actions/ban_member'
import { changeTier } from '#plugins/communities/lifecycle/actions/change_tier'
import {
  catchUpReturn,
  followSaleReturn,
} from '#plugins/communities/lifecycle/actions/follow_sale_return'
import { quoteChange } from '#plugins/communities/lifecycle/actions/quote_change'
import { renewByMoney } from '#plugins/communities/lifecycle/actions/renew_by_money'
import { giveBackUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import {
  again,
  club,
  coinsOf,
  cycles,
  minuteOf,
  moveClock,
  newsFor,
  payer,
  resetClock,
  returned,
  setClock,
} from '#plugins/communities/lifecycle/tests/support/members'
import { now } from '#plugins/communities/clock'
import type { MembershipRow, TierRow } from '#plugins/communities/rows'
import { worthOf } from '#plugins/communities/worth'
import type { CommunitiesServices } from '#plugins/communities/services'
import {
  giveCoins,
  services,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

/** A member who pays ten euros a month. */
async function paying() {
  const here = await club({ prices: { EUR: 1_000n } })
  return { here, all: await services(), ...(await payer(here)) }
}

/** What another tier would cost a member from now on. */
async function quoteOf(fan: Somebody, membership: MembershipRow, { id: tierId }: TierRow) {
  const about = { membershipId: membership.id, personId: fan.person.id, tierId }
  const quote = await quoteChange(about)
  if (quote.outcome !== 'quoted' || quote.terms.outcome !== 'now') throw new Error('No quote')
  return { about, at: quote.at, terms: quote.terms }
}

/** The payments of ten euros, as far as communities see them: they give back what is left, and tell so. */
function tillOf(paymentId: string, all: CommunitiesServices) {
  const till = { back: 0n, asOf: 0, told: [] as ReturnType<typeof returned>[] }
  const keys = new Set<string>()
  const goes = (amount: bigint): void => {
    till.back += amount
    till.asOf += 1
    const change = amount > 0n ? 'taken' : 'given'
    till.told.push(returned(paymentId, till.asOf, { change, gone: till.back }))
  }
  const refundSale: CommunitiesServices['payments']['refundSale'] = ({ key, amount }) => {
    if (keys.has(key)) return Promise.resolve('refunded')
    const wanted = amount ?? 1_000n - till.back
    if (wanted > 1_000n - till.back || wanted <= 0n) return Promise.resolve('refused')
    keys.add(key)
    goes(wanted)
    return Promise.resolve('refunded')
  }
  const setRenewing: CommunitiesServices['payments']['setRenewing'] = () => Promise.resolve('set')
  const payments = { ...all.payments, refundSale, setRenewing }
  return { till, goes, services: { ...all, payments } }
}

type Step =
  | { kind: 'days'; days: number }
  | { kind: 'refund'; amount: bigint }
  | { kind: 'refund_failed' }
  | { kind: 'change' }
  /** Something that was told is heard: now, late, or again. */
  | { kind: 'hear'; which: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((days) => ({ kind: 'days' as const, days })),
  fc.bigInt(1n, 500n).map((amount) => ({ kind: 'refund' as const, amount })),
  fc.constant({ kind: 'refund_failed' as const }),
  fc.constant({ kind: 'change' as const }),
  fc.nat(9).map((which) => ({ kind: 'hear' as const, which }))
)

test.group('Communities | money that went back', (group) => {
  group.tap((one) => one.timeout(120_000))
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('a whole refund ends it at once, a part does not; told twice it counts once', async ({
    assert,
  }) => {
    const { all, membership, paymentId } = await paying()
    await followSaleReturn(all, returned(paymentId, 1, { gone: 400n }))
    assert.equal((await again(membership)).state, 'active')
    assert.equal((await cycles(membership))[0]?.given_back, 400n)
    const rest = returned(paymentId, 2)
    await followSaleReturn(all, rest)
    await followSaleReturn(all, rest)
    assert.equal((await again(membership)).end_reason, 'refunded')
    assert.deepEqual(await newsFor(membership), ['ended_refunded'])
  })

  test('what is told late, after what came of it, is not heard any more', async ({ assert }) => {
    const { all, membership, paymentId } = await paying()
    await followSaleReturn(all, returned(paymentId, 3, { change: 'given', gone: 0n }))
    await followSaleReturn(all, returned(paymentId, 2))
    assert.equal((await again(membership)).state, 'active')
    assert.equal((await cycles(membership))[0]?.given_back, 0n)
  })

  test('what went back before its cycle was written counts as soon as it is', async ({
    assert,
  }) => {
    const { all, membership, orderId } = await paying()
    setClock('2027-05-01T00:10:00Z')
    const payment = { paymentId: randomUUID(), orderId, amount: 1_000n, currency: 'EUR' }
    await followSaleReturn(all, returned(payment.paymentId, 1, { gone: 300n }))
    assert.equal((await renewByMoney(all, payment)).outcome, 'renewed')
    await catchUpReturn(all, payment.paymentId)
    assert.equal((await cycles(membership)).at(-1)?.given_back, 300n)
    assert.equal((await again(membership)).state, 'active')

    setClock('2027-06-01T00:10:00Z')
    const whole = { ...payment, paymentId: randomUUID() }
    await followSaleReturn(all, returned(whole.paymentId, 1))
    assert.equal((await renewByMoney(all, whole)).outcome, 'renewed')
    await catchUpReturn(all, whole.paymentId)
    await catchUpReturn(all, whole.paymentId)
    assert.equal((await again(membership)).end_reason, 'refunded')
  })

  test('a dispute ends it at once; one that comes to nothing brings it back until its end', async ({
    assert,
  }) => {
    const { all, membership, paymentId } = await paying()
    await followSaleReturn(all, returned(paymentId, 1, { kind: 'dispute' }))
    assert.equal((await again(membership)).end_reason, 'disputed')
    const won = { kind: 'dispute', change: 'given', gone: 0n } as const
    await followSaleReturn(all, returned(paymentId, 2, won))
    const back = await again(membership)
    assert.equal(back.state, 'active')
    assert.equal(minuteOf(back.paid_until), '2027-05-01T00:00')
    assert.isFalse(back.renews)
    assert.deepEqual(await newsFor(membership), ['ended_disputed', 'came_back'])

    // The bank changes its mind, and again.
    await followSaleReturn(all, returned(paymentId, 3, { kind: 'dispute' }))
    assert.equal((await again(membership)).end_reason, 'disputed')
  })

  test('a refund that the bank did not take leaves them in, as who has paid', async ({
    assert,
  }) => {
    const { all, membership, paymentId } = await paying()
    await followSaleReturn(all, returned(paymentId, 1))
    assert.equal((await again(membership)).state, 'ended')
    await followSaleReturn(all, returned(paymentId, 2, { change: 'given', gone: 0n }))
    assert.equal((await again(membership)).state, 'active')
  })

  test('a dispute of what was turned into another tier’s time, won: that time is theirs again', async ({
    assert,
  }) => {
    const { here, all, fan, membership, paymentId } = await paying()
    const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
    setClock('2027-04-06T00:00:00Z')
    const { about, at, terms } = await quoteOf(fan, membership, platinum)
    await changeTier(all, about, { at, charge: terms.charge })
    const until = minuteOf((await again(membership)).paid_until)
    await followSaleReturn(all, returned(paymentId, 1, { kind: 'dispute' }))
    assert.equal((await again(membership)).end_reason, 'disputed')
    assert.equal((await cycles(membership)).at(-1)?.credit, 0n)
    const won = { kind: 'dispute', change: 'given', gone: 0n } as const
    await followSaleReturn(all, returned(paymentId, 2, won))
    const back = await again(membership)
    assert.equal(back.state, 'active')
    assert.equal(minuteOf(back.paid_until), until)
    assert.equal((await cycles(membership)).at(-1)?.credit, terms.credit)
  })

  test('a dispute whose money a refund has by now brings nothing back', async ({ assert }) => {
    const { all, membership, paymentId } = await paying()
    await followSaleReturn(all, returned(paymentId, 1, { kind: 'dispute' }))
    const won = { kind: 'dispute', change: 'given', disputed: false } as const
    await followSaleReturn(all, returned(paymentId, 2, won))
    assert.equal((await again(membership)).state, 'ended')
  })

  test('a refund of a month that is long over ends nothing', async ({ assert }) => {
    const { all, membership, paymentId, orderId } = await paying()
    setClock('2027-05-01T00:30:00Z')
    const next = { paymentId: randomUUID(), orderId, amount: 1_000n, currency: 'EUR' }
    await renewByMoney(all, next)
    await followSaleReturn(all, returned(paymentId, 1))
    assert.equal((await again(membership)).state, 'active')
  })

  test('a part that went back counts neither for another tier nor when the rest is given back', async ({
    assert,
  }) => {
    const { here, all, fan, membership, paymentId } = await paying()
    const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
    await followSaleReturn(all, returned(paymentId, 1, { gone: 400n }))
    setClock('2027-04-16T00:00:00Z')
    const { terms } = await quoteOf(fan, membership, platinum)
    // Half of the month is unused, of six euros.
    assert.equal(terms.credit, worthOf(600n, 'EUR') / 2n)

    const wishes: (bigint | null)[] = []
    const refundSale: CommunitiesServices['payments']['refundSale'] = ({ amount }) => {
      wishes.push(amount)
      return Promise.resolve('refunded')
    }
    const watched = { ...all, payments: { ...all.payments, refundSale } }
    await giveBackUnused(watched, { membershipId: membership.id, at: now() })
    await giveBackUnused(watched, { membershipId: membership.id, at: now() })
    assert.deepEqual(wishes, [300n])
    assert.equal((await cycles(membership))[0]?.given_back, 700n)
  })

  test('a part that goes back after the change of tier lowers what counts in the new one', async ({
    assert,
  }) => {
    const { here, all, fan, membership, paymentId } = await paying()
    const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
    setClock('2027-04-16T00:00:00Z')
    const { about, at, terms } = await quoteOf(fan, membership, platinum)
    await changeTier(all, about, { at, charge: terms.charge })
    const credit = async () => (await cycles(membership)).at(-1)?.credit
    assert.equal(await credit(), terms.credit)
    await followSaleReturn(all, returned(paymentId, 1, { gone: 250n }))
    assert.equal(await credit(), (terms.credit * 3n) / 4n)
    await followSaleReturn(all, returned(paymentId, 2, { change: 'given', gone: 0n }))
    assert.equal(await credit(), terms.credit)
  })

  test('whatever goes back, and however it is heard of: never more comes back than was paid', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        setClock('2027-04-01T00:00:00Z')
        const here = await club({ prices: { EUR: 1_000n } })
        const { tier: platinum } = await tierOf(here.community.id, { coins: 300_000n })
        const { fan, membership, paymentId } = await payer(here)
        const COINS = 2_000_000n
        await giveCoins(fan.person.id, COINS)
        const welcome = (await coinsOf(fan)) - COINS
        const { till, goes, services: all } = tillOf(paymentId, await services())
        let tier = platinum.id
        for (const one of steps) {
          if (one.kind === 'days') moveClock({ days: one.days })
          if (one.kind === 'refund' && till.back + one.amount <= 1_000n) goes(one.amount)
          if (one.kind === 'refund_failed' && till.back > 0n) goes(-till.back)
          if (one.kind === 'change') {
            const about = { membershipId: membership.id, personId: fan.person.id, tierId: tier }
            const quote = await quoteChange(about)
            const charge =
              quote.outcome === 'quoted' && quote.terms.outcome === 'now'
                ? quote.terms.charge
                : null
            if (quote.outcome !== 'quoted') continue
            const changed = await changeTier(all, about, { at: quote.at, charge })
            if (changed.outcome === 'changed') {
              tier = tier === platinum.id ? here.tier.id : platinum.id
            }
          }
          const heard = one.kind === 'hear' ? till.told[one.which] : undefined
          if (heard) await followSaleReturn(all, heard)
        }
        for (const told of till.told.toReversed()) await followSaleReturn(all, told)

        // All that is known is heard: the first cycle, and what counts in those after it, say what really stands.
        const lived = await cycles(membership)
        assert.equal(lived[0]?.given_back, till.back)
        const stands = worthOf(1_000n - till.back, 'EUR')
        const charged = lived.reduce((sum, { state, coins }) => {
          return state === 'paid' ? sum + coins : sum
        }, 0n)
        const running = lived.findLast(({ state }) => state === 'paid')
        const held = (running?.credit ?? 0n) + (running?.coins ?? 0n)
        if (running && running.number > 1) assert.isTrue(held <= stands + charged, 'out of nothing')

        const { id: communityId } = here.community
        await banMember(all, { communityId, personId: fan.person.id, by: here.creator.person.id })
        const { ended_at: at } = await again(membership)
        for (const _twice of [1, 2]) {
          await giveBackUnused(all, { membershipId: membership.id, at: at ?? now() })
        }
        assert.isTrue(till.back <= 1_000n)
        assert.isTrue((await coinsOf(fan)) <= welcome + COINS)
        for (const told of till.told) await followSaleReturn(all, told)
        assert.equal((await cycles(membership))[0]?.given_back, till.back)
      }),
      { numRuns: 40 }
    )
  })
})
