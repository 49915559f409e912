import { test } from '@japa/runner'
import { termsOf } from '#plugins/communities/buying/terms'
import type { Wish } from '#plugins/communities/buying/purchase'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import type { CodeRow } from '#plugins/communities/rows'
import type { WayToPay } from '#plugins/payments/api'

const tier = (more: Partial<PricedTier> = {}): PricedTier => ({
  id: 'tier',
  community_id: 'community',
  position: 0,
  name: 'Gold',
  description: '',
  perks: [],
  picture_id: null,
  period: 'month',
  days_once: null,
  coins: 100_000n,
  trial_days: 0,
  seats: null,
  hidden: false,
  link_code: 'link',
  welcome: '',
  persona_id: null,
  persona_free_replies: 0,
  persona_discount_bp: 0,
  state: 'on_sale',
  telegram_stars: null,
  created_at: new Date(0),
  prices: [
    { currency: 'USD', amount: 1_000n },
    { currency: 'XTR', amount: 12_000n },
  ],
  ...more,
})

const code = (more: Partial<CodeRow>): CodeRow => ({
  id: 'code',
  community_id: 'community',
  code: 'CODE',
  kind: 'percent',
  value: null,
  coins_off: null,
  tier_id: null,
  cycles: null,
  most_uses: null,
  expires_at: null,
  withdrawn_at: null,
  created_at: new Date(0),
  ...more,
})

const ways: readonly WayToPay[] = [
  {
    gateway: 'stripe',
    currencies: ['USD', 'JPY'],
    recurring: ['month', 'year'],
    trials: true,
    mostRecurring: null,
  },
  {
    gateway: 'stars',
    currencies: ['XTR'],
    recurring: ['month'],
    trials: false,
    mostRecurring: 10_000n,
  },
]
const coins: Wish = { means: 'coins' }
const dollars: Wish = { means: 'money', gateway: 'stripe', currency: 'USD' }
const stars: Wish = { means: 'money', gateway: 'stars', currency: 'XTR' }

const of = (about: Partial<Parameters<typeof termsOf>[0]>, wish: Wish) =>
  termsOf({ tier: tier(), code: null, mayTry: true, gift: false, ...about }, wish, ways)

test.group('Communities | what a tier is bought for', () => {
  test('coins and money, month by month', ({ assert }) => {
    assert.containsSubset(of({}, coins), {
      means: 'coins',
      coins: 100_000n,
      later: 100_000n,
      trialDays: 0,
    })
    assert.containsSubset(of({}, dollars), {
      means: 'money',
      amount: 1_000n,
      later: 1_000n,
      recurring: true,
    })
  })

  test('free days: the tier’s own once, a code’s beside them; none where a gateway has none', ({
    assert,
  }) => {
    const trying = tier({ trial_days: 7 })
    const days = code({ kind: 'free_days', value: 30 })
    assert.containsSubset(of({ tier: trying }, coins), { coins: 0n, trialDays: 7, later: 100_000n })
    assert.containsSubset(of({ tier: trying, mayTry: false }, coins), {
      coins: 100_000n,
      trialDays: 0,
    })
    assert.equal(of({ tier: trying, code: days }, coins)?.trialDays, 37)
    assert.equal(of({ tier: trying, code: days, mayTry: false }, dollars)?.trialDays, 30)
    assert.equal(
      of({ tier: { ...trying, prices: [{ currency: 'XTR', amount: 5n }] } }, stars)?.trialDays,
      0
    )
    assert.equal(of({ tier: trying, gift: true }, coins)?.trialDays, 0)
    assert.equal(of({ tier: tier({ trial_days: 7, period: 'lifetime' }) }, coins)?.trialDays, 0)
  })

  test('a code for some payments says what comes after them', ({ assert }) => {
    const once = code({ value: 5_000, cycles: 1 })
    assert.containsSubset(of({ code: once }, coins), {
      coins: 50_000n,
      later: 100_000n,
      afterwards: 100_000n,
    })
    const thrice = code({ value: 5_000, cycles: 3 })
    assert.containsSubset(of({ code: thrice }, coins), {
      coins: 50_000n,
      later: 50_000n,
      cycles: 3,
    })
    assert.containsSubset(of({ code: code({ value: 5_000 }) }, coins), {
      later: 50_000n,
      afterwards: null,
    })
    // A gateway cannot raise its price: one payment is all.
    assert.containsSubset(of({ code: once }, dollars), {
      amount: 500n,
      recurring: false,
      later: null,
    })
    assert.isTrue(of({ code: code({ value: 5_000 }) }, dollars)?.recurring)
  })

  test('what a code makes free is bought with no coins, and with no checkout', ({ assert }) => {
    const all = code({ value: 10_000, cycles: 1 })
    assert.containsSubset(of({ code: all }, coins), { means: 'coins', coins: 0n, later: 100_000n })
    assert.isNull(of({ code: all }, dollars))
  })

  test('a gift is one payment, and of what costs nothing there is none', ({ assert }) => {
    assert.containsSubset(of({ gift: true }, dollars), { recurring: false, later: null })
    assert.containsSubset(of({ gift: true }, coins), { coins: 100_000n, later: null })
    assert.isNull(of({ gift: true, tier: tier({ coins: 0n }) }, coins))
    assert.equal(of({ tier: tier({ coins: 0n, trial_days: 7 }) }, coins)?.means, 'free')
  })

  test('not by what it has no price, no gateway, or no rate for', ({ assert }) => {
    assert.isNull(of({ tier: tier({ coins: null }) }, coins))
    assert.isNull(of({}, { means: 'money', gateway: 'stripe', currency: 'EUR' }))
    assert.isNull(of({}, { means: 'money', gateway: 'paper', currency: 'USD' }))
    const yen = tier({ prices: [{ currency: 'JPY', amount: 900n }] })
    assert.isNull(of({ tier: yen }, { means: 'money', gateway: 'stripe', currency: 'JPY' }))
    // More Stars than a subscription may have are one payment.
    assert.isFalse(of({}, stars)?.recurring)
  })
})
