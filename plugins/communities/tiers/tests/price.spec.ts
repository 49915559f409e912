import { test } from '@japa/runner'
import fc from 'fast-check'
import { priceOf, type PricingCode } from '#plugins/communities/tiers/price'

const CURRENCIES = ['USD', 'EUR', 'INR', 'XTR'] as const

const tiers = () =>
  fc.record({
    coins: fc.option(fc.bigInt({ min: 0n, max: 100_000_000n })),
    prices: fc
      .subarray([...CURRENCIES])
      .chain((currencies) =>
        fc.tuple(
          ...currencies.map((currency) =>
            fc.bigInt({ min: 1n, max: 100_000_000n }).map((amount) => ({ currency, amount }))
          )
        )
      ),
  })
const percent = (): fc.Arbitrary<PricingCode> =>
  fc
    .record({
      value: fc.integer({ min: 1, max: 10_000 }),
      cycles: fc.option(fc.integer({ min: 1, max: 12 })),
    })
    .map(({ value, cycles }) => ({ kind: 'percent', value, coins_off: null, cycles }))
const fixed = (): fc.Arbitrary<PricingCode> =>
  fc
    .bigInt({ min: 1n, max: 100_000_000n })
    .map((off) => ({ kind: 'fixed', value: null, coins_off: off, cycles: 1 }))
const days = (): fc.Arbitrary<PricingCode> =>
  fc
    .integer({ min: 1, max: 365 })
    .map((value) => ({ kind: 'free_days', value, coins_off: null, cycles: 1 }))
const ways = (): fc.Arbitrary<readonly ['coins' | 'money', string?]> =>
  fc.oneof(
    fc.constant(['coins'] as const),
    fc.constantFrom(...CURRENCIES).map((currency) => ['money', currency] as const)
  )

test.group('What a tier costs with a code', () => {
  test('is never below nothing and never above the price, and only what is sold has one', ({
    assert,
  }) => {
    fc.assert(
      fc.property(
        tiers(),
        fc.oneof(percent(), fixed(), days(), fc.constant(null)),
        ways(),
        (tier, code, [means, currency]) => {
          const cost = priceOf(tier, code, means, currency)
          const full =
            means === 'coins'
              ? tier.coins
              : (tier.prices.find((price) => price.currency === currency)?.amount ?? null)
          if (full === null) return assert.isNull(cost)
          if (!cost) return assert.fail('It is sold so')
          assert.equal(cost.full, full)
          assert.isTrue(cost.amount >= 0n && cost.amount <= full)
          if (code === null || code.kind === 'free_days') assert.equal(cost.amount, full)
          assert.equal(cost.codeDays, code?.kind === 'free_days' ? code.value : 0)
        }
      )
    )
  })

  test('is rounded to the fan’s side, by less than a unit', ({ assert }) => {
    fc.assert(
      fc.property(tiers(), percent(), ways(), (tier, code, [means, currency]) => {
        const cost = priceOf(tier, code, means, currency)
        if (!cost) return
        const exact = cost.full * (10_000n - BigInt(code.value ?? 0))
        const short = exact - cost.amount * 10_000n
        assert.isTrue(short >= 0n && short < 10_000n)
      })
    )
  })

  test('is nothing at a hundred percent off, and at more coins off than it costs', ({ assert }) => {
    fc.assert(
      fc.property(tiers(), ways(), (tier, [means, currency]) => {
        const all: PricingCode = { kind: 'percent', value: 10_000, coins_off: null, cycles: null }
        assert.isTrue((priceOf(tier, all, means, currency)?.amount ?? 0n) === 0n)
        if (tier.coins === null || tier.coins === 0n) return
        const more: PricingCode = { kind: 'fixed', value: null, coins_off: tier.coins, cycles: 1 }
        assert.isTrue((priceOf(tier, more, means, currency)?.amount ?? 0n) === 0n)
      })
    )
  })

  test('goes down in money by the part of the coins that is taken off', ({ assert }) => {
    const tier = { coins: 400_000n, prices: [{ currency: 'USD', amount: 399n }] }
    const code: PricingCode = { kind: 'fixed', value: null, coins_off: 100_000n, cycles: 3 }
    assert.deepEqual(priceOf(tier, code, 'coins'), {
      amount: 300_000n,
      full: 400_000n,
      cycles: 3,
      codeDays: 0,
    })
    assert.equal(priceOf(tier, code, 'money', 'USD')?.amount, 299n)
    assert.isNull(priceOf(tier, code, 'money', 'EUR'))
    // There is nothing to measure it by: it takes nothing off.
    const inMoney = { ...tier, coins: null }
    assert.equal(priceOf(inMoney, code, 'money', 'USD')?.amount, 399n)
  })

  test('never costs more with a higher percentage', ({ assert }) => {
    fc.assert(
      fc.property(tiers(), percent(), percent(), ways(), (tier, one, other, [means, currency]) => {
        const [less, more] = (one.value ?? 0) <= (other.value ?? 0) ? [one, other] : [other, one]
        const [high, low] = [
          priceOf(tier, less, means, currency),
          priceOf(tier, more, means, currency),
        ]
        assert.isTrue((low?.amount ?? 0n) <= (high?.amount ?? 0n))
      })
    )
  })
})
