import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Period } from '#plugins/communities/clock'
import { changeCost, isDearer, shareOf, unused } from '#plugins/communities/lifecycle/proration'
import { nextEnd } from '#plugins/communities/lifecycle/times'

const START = Date.parse('2027-01-31T10:00:00Z')
const DAY = 24 * 60 * 60 * 1000

const tier = fc
  .record({
    period: fc.constantFrom<Period>('month', 'year', 'once'),
    price: fc.bigInt(1n, 10_000_000n),
    days: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ period, price, days }) => ({ period, price, days_once: period === 'once' ? days : null }))

const endOf = (of: { period: Period; days_once: number | null }, at: Date): Date => {
  const end = nextEnd(at, of, at)
  if (!end) throw new Error('It has no end')
  return end
}

/** What a moment of the tier is worth, as an exact fraction of millicoins for the time that is left. */
interface Holding {
  of: { period: Period; days_once: number | null; price: bigint }
  starts_at: Date
  ends_at: Date | null
  paid: bigint
}

test.group('Communities | proration', () => {
  test('half of a month is left: half of what was paid counts', ({ assert }) => {
    const [start, end] = [new Date('2027-04-01T00:00:00Z'), new Date('2027-05-01T00:00:00Z')]
    const at = new Date('2027-04-16T00:00:00Z')
    const cost = changeCost({
      at,
      from: { starts_at: start, ends_at: end, paid: 100_000n },
      to: { period: 'month', days_once: null, price: 300_000n },
      charges: true,
    })
    assert.deepEqual(cost, {
      outcome: 'now',
      credit: 50_000n,
      charge: 250_000n,
      endsAt: new Date('2027-05-16T00:00:00Z'),
    })
  })

  test('what is worth more than a cycle makes the cycle longer', ({ assert }) => {
    const at = new Date('2027-04-01T00:00:00Z')
    const cost = changeCost({
      at,
      from: { starts_at: at, ends_at: new Date('2028-04-01T00:00:00Z'), paid: 600_000n },
      to: { period: 'month', days_once: null, price: 200_000n },
      charges: true,
    })
    assert.deepEqual(cost, {
      outcome: 'now',
      credit: 600_000n,
      charge: 0n,
      endsAt: new Date(at.getTime() + 90 * DAY),
    })
  })

  test('never charged more than the price; the credit is the unused share by time of what was paid', () => {
    fc.assert(
      fc.property(
        tier,
        tier,
        fc.bigInt(0n, 10_000_000n),
        fc.integer({ min: -DAY, max: 500 * DAY }),
        (from, to, paid, after) => {
          const start = new Date(START)
          const end = endOf(from, start)
          const at = new Date(START + after)
          const cost = changeCost({
            at,
            from: { starts_at: start, ends_at: end, paid },
            to,
            charges: true,
          })
          // Worth many years of the other tier: it is used up first.
          if (cost.outcome === 'later') return paid > 3n * to.price
          const left = BigInt(
            Math.min(Math.max(end.getTime() - at.getTime(), 0), end.getTime() - START)
          )
          const exact = (paid * left) / BigInt(end.getTime() - START)
          return (
            cost.credit === exact &&
            cost.charge >= 0n &&
            cost.charge <= to.price &&
            cost.credit <= paid &&
            (cost.charge === 0n || cost.charge + cost.credit === to.price) &&
            cost.endsAt !== null &&
            (cost.charge > 0n || cost.endsAt.getTime() >= endOf(to, at).getTime())
          )
        }
      )
    )
  })

  test('nothing is gained by changing to and fro: what is held is never worth more than what was paid', () => {
    const change = fc.record({ to: tier, after: fc.integer({ min: 0, max: 40 * DAY }) })
    fc.assert(
      fc.property(tier, fc.array(change, { maxLength: 12 }), (first, changes) => {
        let at = new Date(START)
        let held: Holding = {
          of: first,
          starts_at: at,
          ends_at: endOf(first, at),
          paid: first.price,
        }
        let charged = first.price
        // Millicoins that were really used up: the used share of each cycle, by time.
        let used = 0n
        for (const { to, after } of changes) {
          at = new Date(at.getTime() + after)
          const cost = changeCost({ at, from: held, to, charges: true })
          if (cost.outcome !== 'now') continue
          used += held.paid - shareOf(held.paid, unused(held, at))
          charged += cost.charge
          held = { of: to, starts_at: at, ends_at: cost.endsAt, paid: cost.charge + cost.credit }
          // What is held was paid: no millicoin came from nowhere, and no cycle is longer than what it is worth.
          if (held.paid + used !== charged) return false
          const whole = BigInt(endOf(to, at).getTime() - at.getTime())
          const has = BigInt((cost.endsAt?.getTime() ?? 0) - at.getTime())
          if (has * to.price > held.paid * whole) return false
        }
        return true
      })
    )
  })

  test('nothing charged (money becomes time): the time is worth what was unused, never more', () => {
    fc.assert(
      fc.property(
        tier,
        tier,
        fc.bigInt(0n, 10_000_000n),
        fc.integer({ min: 0, max: 20 * DAY }),
        (from, to, paid, after) => {
          const start = new Date(START)
          const at = new Date(START + after)
          const cost = changeCost({
            at,
            from: { starts_at: start, ends_at: endOf(from, start), paid },
            to,
            charges: false,
          })
          if (cost.outcome === 'later') return paid > 3n * to.price
          if (cost.charge !== 0n || !cost.endsAt) return false
          const whole = BigInt(endOf(to, at).getTime() - at.getTime())
          const has = BigInt(cost.endsAt.getTime() - at.getTime())
          return (
            has * to.price <= cost.credit * whole && (has + 1n) * to.price > cost.credit * whole
          )
        }
      )
    )
  })

  test('of two tiers one is dearer, or neither is', () => {
    fc.assert(
      fc.property(tier, tier, (one, other) => {
        const at = new Date(START)
        return !(isDearer(one, other, at) && isDearer(other, one, at)) && !isDearer(one, one, at)
      })
    )
  })
})
