import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import { sweepHolds } from '#plugins/ledger/actions/sweep_holds'
import { ledgerSettings } from '#plugins/ledger/settings'
import { expireHolds, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { until } from '#tests/support/until'

test.group('Ledger | release and sweep', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  const sweep = (sweepBatch = 500) =>
    sweepHolds({ database: bench.database, settings: { ...ledgerSettings, sweepBatch } })

  test('gives coins back to the buckets that they came from', async ({ assert }) => {
    const personId = await bench.fan({ promo: COIN, purchased: COIN, earned: COIN })
    const holdId = await bench.held({ personId, amount: 2_500n })
    assert.deepEqual(await bench.ledger.release({ key: randomUUID(), holdId }), {
      outcome: 'released',
      amount: 2_500n,
      available: 3n * COIN,
    })
    const { buckets, held } = await bench.ledger.balance(personId)
    assert.deepEqual(buckets, { promo: COIN, purchased: COIN, earned: COIN })
    assert.equal(held, 0n)
  })

  test('releases once, whoever asks and how often', async ({ assert }) => {
    const personId = await bench.fan({ promo: 5n * COIN })
    const holdId = await bench.held({ personId, amount: COIN })
    const released = { outcome: 'released', amount: COIN, available: 5n * COIN }
    const outcomes = await Promise.all(
      ['a', 'a', 'b', 'a', 'b'].map((key) =>
        bench.ledger.release({ key: `${key}${personId}`, holdId })
      )
    )
    for (const outcome of outcomes) assert.deepEqual(outcome, released)
  })

  test('a captured hold stays captured', async ({ assert }) => {
    const personId = await bench.fan({ promo: COIN })
    const holdId = await bench.held({ personId, amount: COIN })
    await bench.ledger.capture({ key: randomUUID(), holdId })
    assert.deepEqual(await bench.ledger.release({ key: randomUUID(), holdId }), {
      outcome: 'already_captured',
    })
    assert.equal((await bench.ledger.balance(personId)).available, 0n)
  })

  test('capture and release at the same moment: one of them wins', async ({ assert }) => {
    const personId = await bench.fan({ purchased: 50n * COIN })
    for (let round = 0; round < 25; round++) {
      const holdId = await bench.held({ personId, amount: COIN })
      const [captured, released] = await Promise.all([
        bench.ledger.capture({ key: holdId, holdId }),
        bench.ledger.release({ key: holdId, holdId }),
      ])
      assert.equal(captured.outcome === 'captured', released.outcome === 'already_captured')
      assert.equal(captured.outcome === 'already_released', released.outcome === 'released')
    }
    const balance = await bench.ledger.balance(personId)
    assert.equal(balance.held, 0n)
    assert.equal(balance.available + balance.lifetimeSpent, 50n * COIN)
  })

  test('a key that released another hold is refused', async ({ assert }) => {
    const personId = await bench.fan({ promo: 5n * COIN })
    const [first, second] = [
      await bench.held({ personId, amount: COIN }),
      await bench.held({ personId, amount: COIN }),
    ]
    await bench.ledger.release({ key: 'release-twice', holdId: first })
    const fault = (request: { key: string; holdId: string }) =>
      bench.ledger.release(request).catch((error: { fault: string }) => error.fault)
    assert.equal(await fault({ key: 'release-twice', holdId: second }), 'key_conflict')
    assert.equal(await fault({ key: 'nobody', holdId: randomUUID() }), 'unknown_hold')
    assert.equal((await bench.ledger.balance(personId)).held, COIN)
  })

  test('the sweeper frees what has expired, in as many transactions as it takes', async ({
    assert,
  }) => {
    const people = await Promise.all(
      Array.from({ length: 7 }, () => bench.fan({ promo: 5n * COIN }))
    )
    const holds = await Promise.all(
      people.map((personId) => bench.held({ personId, amount: COIN }))
    )
    await expireHolds(bench)
    const alive = await bench.held({ personId: people[0] ?? '', amount: COIN })
    assert.equal(await sweep(3), 8n) // seven, and the one that the test before left open
    for (const personId of people.slice(1)) {
      assert.equal((await bench.ledger.balance(personId)).available, 5n * COIN)
    }
    assert.equal((await bench.ledger.balance(people[0] ?? '')).held, COIN)
    assert.deepEqual(await bench.ledger.capture({ key: randomUUID(), holdId: holds[0] ?? '' }), {
      outcome: 'already_released',
    })
    assert.equal(
      (await bench.ledger.capture({ key: randomUUID(), holdId: alive })).outcome,
      'captured'
    )
  })

  test('a hold expires by the clock', async ({ assert }) => {
    const personId = await bench.fan({ promo: COIN })
    await bench.held({ personId, amount: COIN, lifetime: 1 })
    assert.equal(await sweep(), 0n)
    await until(async () => (await sweep()) === 1n, { what: 'the hold to expire' })
    assert.equal((await bench.ledger.balance(personId)).available, COIN)
  })
})
