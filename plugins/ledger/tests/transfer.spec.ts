import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import type { AccountRef, Bucket, TransferRequest } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { fund, memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

type Leg = TransferRequest['legs'][number]
const leg = (account: AccountRef, amount: bigint, commodity?: string): Leg => ({
  account,
  amount,
  commodity,
})
const wallet = (personId: string, bucket: Bucket): AccountRef => ({
  kind: 'wallet',
  personId,
  bucket,
})
const earnings = (personId: string, bucket: Bucket): AccountRef => ({
  kind: 'earnings',
  personId,
  bucket,
})
const sales: AccountRef = { kind: 'system', name: 'sales' }
const promotion: AccountRef = { kind: 'system', name: 'promotion' }
const [ANN, BEN] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']

test.group('Ledger | transfer', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  const move = (...legs: Leg[]) => bench.ledger.transfer({ key: randomUUID(), memo, legs })
  const fault = (...legs: Leg[]) =>
    move(...legs).then(
      ({ outcome }) => outcome,
      (error: { fault: string }) => error.fault
    )
  /** A creator who earned 70 % of this from one fan's coins of a kind. */
  const earned = async (bucket: Bucket, amount: bigint): Promise<string> => {
    const creatorId = randomUUID()
    const holdId = await bench.held({
      personId: await bench.fan({ [bucket]: amount }),
      amount,
      creatorId,
    })
    await bench.ledger.capture({ key: randomUUID(), holdId })
    return creatorId
  }

  test('a purchase: coins and money balance each on their own', async ({ assert }) => {
    const personId = randomUUID()
    const outcome = await move(
      leg(sales, -100n * COIN),
      leg(wallet(personId, 'purchased'), 100n * COIN),
      leg(promotion, -10n * COIN),
      leg(wallet(personId, 'promo'), 10n * COIN),
      leg({ kind: 'system', name: 'sales', commodity: 'USD' }, -99n, 'USD'),
      leg({ kind: 'system', name: 'adjustments', commodity: 'USD' }, 99n, 'USD')
    )
    assert.equal(outcome.outcome, 'transferred')
    const balance = await bench.ledger.balance(personId)
    assert.deepEqual(balance.buckets, { promo: 10n * COIN, purchased: 100n * COIN, earned: 0n })
    assert.equal(balance.lifetimeReceived, 110n * COIN)
  })

  test('legs that do not sum to zero per commodity are refused', async ({ assert }) => {
    assert.equal(await fault(leg(sales, -3n), leg(wallet(ANN, 'purchased'), 4n)), 'unbalanced')
    assert.equal(
      await fault(
        leg({ kind: 'system', name: 'sales', commodity: 'USD' }, -3n, 'USD'),
        leg(wallet(ANN, 'purchased'), 3n)
      ),
      'unbalanced'
    )
  })

  test('free coins never become real ones: {what}')
    .with([
      {
        what: 'promo to purchased',
        legs: [leg(wallet(ANN, 'promo'), -5n), leg(wallet(ANN, 'purchased'), 5n)],
      },
      {
        what: 'promo to earned',
        legs: [leg(earnings(ANN, 'promo'), -5n), leg(wallet(ANN, 'earned'), 5n)],
      },
      {
        what: 'purchased to earned in a wallet',
        legs: [leg(wallet(ANN, 'purchased'), -5n), leg(wallet(ANN, 'earned'), 5n)],
      },
      {
        what: 'promo to purchased through a system account',
        legs: [
          leg(wallet(ANN, 'promo'), -5n),
          leg(promotion, 5n),
          leg(sales, -6n),
          leg(wallet(BEN, 'purchased'), 6n),
        ],
      },
      {
        what: 'promo beside an allowed change',
        legs: [
          leg(earnings(ANN, 'purchased'), -5n),
          leg(earnings(ANN, 'promo'), -1n),
          leg(wallet(ANN, 'earned'), 6n),
        ],
      },
    ])
    .run(async ({ assert }, { legs }) => {
      assert.equal(await fault(...legs), 'kind_changed')
    })

  test('a creator’s earnings from real coins become earned ones', async ({ assert }) => {
    const creatorId = await earned('purchased', 10n * COIN)
    await move(
      leg(earnings(creatorId, 'purchased'), -6n * COIN),
      leg(wallet(creatorId, 'earned'), 6n * COIN)
    )
    const balance = await bench.ledger.balance(creatorId)
    assert.equal(balance.buckets.earned, 6n * COIN)
    assert.equal(balance.earnings.purchased, COIN)
  })

  test('free earnings stay free', async ({ assert }) => {
    const creatorId = await earned('promo', 10n * COIN)
    await move(
      leg(earnings(creatorId, 'promo'), -7n * COIN),
      leg(wallet(creatorId, 'promo'), 7n * COIN)
    )
    assert.deepEqual((await bench.ledger.balance(creatorId)).buckets, {
      promo: 7n * COIN,
      purchased: 0n,
      earned: 0n,
    })
  })

  test('wallets, earnings and revenue cannot be overdrawn', async ({ assert }) => {
    const personId = await bench.fan({ purchased: 5n })
    assert.deepEqual(await move(leg(wallet(personId, 'purchased'), -6n), leg(sales, 6n)), {
      outcome: 'insufficient_coins',
      available: 5n,
      needed: 6n,
    })
    const creatorId = await earned('purchased', 10n)
    assert.deepEqual(
      await move(leg(earnings(creatorId, 'purchased'), -8n), leg(wallet(creatorId, 'earned'), 8n)),
      {
        outcome: 'insufficient_coins',
        available: 7n,
        needed: 8n,
      }
    )
    assert.containSubset(
      await move(leg({ kind: 'revenue', bucket: 'earned' }, -8n), leg(sales, 8n)),
      {
        outcome: 'insufficient_coins',
      }
    )
  })

  test('earnings are drawn once by many at the same moment', async ({ assert }) => {
    const creatorId = await earned('purchased', 100n)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        move(leg(earnings(creatorId, 'purchased'), -10n), leg(wallet(creatorId, 'earned'), 10n))
      )
    )
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'transferred'),
      7
    )
    assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, 0n)
  })

  test('the same key transfers once, in whatever order its legs come', async ({ assert }) => {
    const key = randomUUID()
    const legs = [leg(sales, -5n), leg(wallet(ANN, 'purchased'), 5n)]
    const before = (await bench.ledger.balance(ANN)).available
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        bench.ledger.transfer({ key, memo, legs: n % 2 ? legs : legs.toReversed() })
      )
    )
    for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0])
    assert.equal((await bench.ledger.balance(ANN)).available, before + 5n)
    const conflict = await fund(bench.ledger, ANN, 'purchased', 6n, key).catch(
      (error: { fault: string }) => error.fault
    )
    assert.equal(conflict, 'key_conflict')
  })

  test('what is no leg is refused')
    .with([
      { legs: [leg(sales, 0n), leg(promotion, 0n)] },
      { legs: [leg(sales, 5n)] },
      { legs: [leg(wallet('me', 'promo'), 5n), leg(promotion, -5n)] },
      { legs: [leg(wallet(ANN, 'promo'), 5n, 'USD'), leg(promotion, -5n, 'USD')] },
      { legs: [leg(promotion, 5n, 'dollars'), leg(sales, -5n, 'dollars')] },
      {
        legs: [
          leg({ kind: 'system', name: 'sales', commodity: 'EUR' }, 5n, 'USD'),
          leg(sales, -5n, 'USD'),
        ],
      },
    ])
    .run(async ({ assert }, { legs }) => {
      assert.equal(await fault(...legs), 'invalid')
    })

  test('welcome coins come once per person, however often and at once', async ({ assert }) => {
    const personId = randomUUID()
    const granted = await Promise.all(
      Array.from({ length: 10 }, () => bench.ledger.grantWelcome(personId))
    )
    assert.lengthOf(granted.filter(Boolean), 1)
    const balance = await bench.ledger.balance(personId)
    assert.deepEqual(balance.buckets, { promo: 50n * COIN, purchased: 0n, earned: 0n })
  })

  test('welcome coins come once, even when the setting changes', async ({ assert }) => {
    const personId = randomUUID()
    const later = makeLedger({
      database: bench.database,
      settings: { ...ledgerSettings, welcome: 80n * COIN },
    })
    assert.isTrue(await bench.ledger.grantWelcome(personId))
    assert.isFalse(await later.grantWelcome(personId))
    assert.equal((await later.balance(personId)).available, 50n * COIN)
  })
})
