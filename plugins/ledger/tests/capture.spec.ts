import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import { openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

test.group('Ledger | capture', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  test('splits 70 to 30, rounding the creator down: {amount} gives {creator}')
    .with([
      { amount: 2n * COIN, creator: 1_400n, platform: 600n },
      { amount: 1n, creator: 0n, platform: 1n },
      { amount: 9n, creator: 6n, platform: 3n },
      { amount: 999n, creator: 699n, platform: 300n },
    ])
    .run(async ({ assert }, { amount, creator, platform }) => {
      const [personId, creatorId] = [await bench.fan({ purchased: 5n * COIN }), randomUUID()]
      const holdId = await bench.held({ personId, amount, creatorId })
      assert.containSubset(await bench.ledger.capture({ key: randomUUID(), holdId }), {
        outcome: 'captured',
        amount,
        creatorShare: creator,
        platformShare: platform,
        available: 5n * COIN - amount,
      })
      assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, creator)
    })

  test('coins keep their kind on their way to the creator', async ({ assert }) => {
    const [personId, creatorId] = [
      await bench.fan({ promo: 1_001n, purchased: 1_002n, earned: 1_003n }),
      randomUUID(),
    ]
    const holdId = await bench.held({ personId, amount: 3_006n, creatorId })
    const captured = await bench.ledger.capture({ key: randomUUID(), holdId })
    const { earnings } = await bench.ledger.balance(creatorId)
    assert.deepEqual(earnings, { promo: 700n, purchased: 702n, earned: 702n })
    assert.containSubset(captured, { creatorShare: (3_006n * 7n) / 10n })
  })

  test('a part of the hold is taken, the rest goes back where it came from', async ({ assert }) => {
    const personId = await bench.fan({ promo: COIN, purchased: 3n * COIN })
    const holdId = await bench.held({ personId, amount: 3n * COIN })
    const outcome = await bench.ledger.capture({ key: randomUUID(), holdId, amount: 1_500n })
    assert.containSubset(outcome, { amount: 1_500n, available: 2_500n })
    const balance = await bench.ledger.balance(personId)
    assert.deepEqual(balance.buckets, { promo: 0n, purchased: 2_500n, earned: 0n })
    assert.equal(balance.held, 0n)
    assert.equal(balance.lifetimeSpent, 1_500n)
  })

  test('without a creator all of it is the platform’s', async ({ assert }) => {
    const personId = await bench.fan({ promo: COIN })
    const holdId = await bench.held({ personId, amount: COIN, creatorId: null })
    assert.containSubset(await bench.ledger.capture({ key: randomUUID(), holdId }), {
      creatorShare: 0n,
      platformShare: COIN,
    })
  })

  test('a creator’s own share counts from the next hold on', async ({ assert }) => {
    const [personId, creatorId] = [await bench.fan({ promo: 10n * COIN }), randomUUID()]
    const before = await bench.held({ personId, amount: COIN, creatorId })
    await bench.ledger.setCreatorShare(creatorId, 8_550)
    const after = await bench.held({ personId, amount: COIN, creatorId })
    await bench.ledger.setCreatorShare(creatorId, null)
    const shares = []
    for (const holdId of [before, after, await bench.held({ personId, amount: COIN, creatorId })]) {
      const outcome = await bench.ledger.capture({ key: randomUUID(), holdId })
      shares.push(outcome.outcome === 'captured' ? outcome.creatorShare : null)
    }
    assert.deepEqual(shares, [700n, 855n, 700n])
  })

  test('the same key captures once, also at the same moment', async ({ assert }) => {
    const personId = await bench.fan({ promo: 10n * COIN })
    const request = { key: randomUUID(), holdId: await bench.held({ personId, amount: 2n * COIN }) }
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => bench.ledger.capture(request))
    )
    for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0])
    assert.equal((await bench.ledger.balance(personId)).lifetimeSpent, 2n * COIN)
    const whole = await bench.ledger.capture({ ...request, amount: 2n * COIN })
    assert.deepEqual(whole, outcomes[0])
  })

  test('mistakes of the caller are thrown, and take nothing', async ({ assert }) => {
    const personId = await bench.fan({ promo: 10n * COIN })
    const holdId = await bench.held({ personId, amount: 2n * COIN })
    const other = await bench.held({ personId, amount: 2n * COIN })
    const fault = async (request: { key: string; holdId: string; amount?: bigint }) =>
      bench.ledger.capture(request).then(
        ({ outcome }) => outcome,
        (error: { fault: string }) => error.fault
      )
    assert.equal(await fault({ key: 'k1', holdId, amount: 2_001n }), 'too_much')
    assert.equal(await fault({ key: 'k1', holdId: randomUUID() }), 'unknown_hold')
    assert.equal(await fault({ key: 'k1', holdId: 'no id' }), 'invalid')
    assert.equal(await fault({ key: 'k1', holdId, amount: 0n }), 'invalid')
    assert.equal(await fault({ key: 'k1', holdId, amount: 500n }), 'captured')
    assert.equal(await fault({ key: 'k1', holdId, amount: 501n }), 'key_conflict')
    assert.equal(await fault({ key: 'k1', holdId: other }), 'key_conflict')
    assert.equal(await fault({ key: 'k2', holdId, amount: 500n }), 'captured_otherwise')
    const balance = await bench.ledger.balance(personId)
    assert.equal(balance.lifetimeSpent, 500n)
    assert.equal(balance.held, 2n * COIN)
  })

  test('one key for two holds in one call: one is captured, the other refused', async ({
    assert,
  }) => {
    const personId = await bench.fan({ promo: 10n * COIN })
    const holds = [
      await bench.held({ personId, amount: COIN }),
      await bench.held({ personId, amount: COIN }),
    ]
    const outcomes = await Promise.allSettled(
      holds.map((holdId) => bench.ledger.capture({ key: 'shared-by-mistake', holdId }))
    )
    assert.sameMembers(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected']
    )
    assert.equal((await bench.ledger.balance(personId)).lifetimeSpent, COIN)
  })

  test('several holds of one wallet in one call', async ({ assert }) => {
    const personId = await bench.fan({ promo: 100n * COIN })
    const holds = []
    for (let n = 0; n < 20; n++) holds.push(await bench.held({ personId, amount: 3n * COIN }))
    await Promise.all(
      holds.map((holdId) => bench.ledger.capture({ key: holdId, holdId, amount: 2n * COIN }))
    )
    const balance = await bench.ledger.balance(personId)
    assert.equal(balance.available, 60n * COIN)
    assert.equal(balance.held, 0n)
    assert.equal(balance.lifetimeSpent, 40n * COIN)
  })

  test('a released hold cannot be captured', async ({ assert }) => {
    const personId = await bench.fan({ promo: COIN })
    const holdId = await bench.held({ personId, amount: COIN })
    await bench.ledger.release({ key: randomUUID(), holdId })
    assert.deepEqual(await bench.ledger.capture({ key: randomUUID(), holdId }), {
      outcome: 'already_released',
    })
  })
})
