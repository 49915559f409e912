import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { COIN, LedgerError } from '#plugins/ledger/api'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

test.group('Ledger | hold', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  test('sets coins aside in spending order: gifts, bought, earned', async ({ assert }) => {
    const personId = await bench.fan({ promo: 3n * COIN, purchased: 2n * COIN, earned: 5n * COIN })
    const outcome = await bench.ledger.hold({
      key: randomUUID(),
      personId,
      amount: 6n * COIN,
      creatorId: null,
      memo,
    })
    assert.containSubset(outcome, { outcome: 'held', available: 4n * COIN })
    const balance = await bench.ledger.balance(personId)
    assert.deepEqual(balance.buckets, { promo: 0n, purchased: 0n, earned: 4n * COIN })
    assert.equal(balance.held, 6n * COIN)
    assert.equal(balance.lifetimeSpent, 0n)
  })

  test('an empty wallet is told what it has and what it needs', async ({ assert }) => {
    const request = {
      key: randomUUID(),
      personId: await bench.fan({ promo: 1_500n }),
      creatorId: null,
      memo,
    }
    assert.deepEqual(await bench.ledger.hold({ ...request, amount: 1_501n }), {
      outcome: 'insufficient_coins',
      available: 1_500n,
      needed: 1_501n,
    })
    assert.deepEqual(await bench.ledger.hold({ ...request, personId: randomUUID(), amount: 1n }), {
      outcome: 'insufficient_coins',
      available: 0n,
      needed: 1n,
    })
    // A refusal leaves no trace: once there are coins, the same key holds them.
    assert.equal((await bench.ledger.hold({ ...request, amount: 1_500n })).outcome, 'held')
  })

  test('the same key with the same content holds once', async ({ assert }) => {
    const personId = await bench.fan({ promo: 10n * COIN })
    const request = {
      key: randomUUID(),
      personId,
      amount: 4n * COIN,
      creatorId: randomUUID(),
      memo,
    }
    const first = await bench.ledger.hold(request)
    assert.deepEqual(await bench.ledger.hold(request), first)
    assert.equal((await bench.ledger.balance(personId)).held, 4n * COIN)
  })

  test('the same key at the same moment holds once', async ({ assert }) => {
    const personId = await bench.fan({ promo: 10n * COIN })
    const request = {
      key: randomUUID(),
      personId,
      amount: 4n * COIN,
      creatorId: randomUUID(),
      memo,
    }
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => bench.ledger.hold(request)))
    assert.lengthOf(
      new Set(outcomes.map((outcome) => JSON.stringify(outcome, (_, v) => `${v}`))),
      1
    )
    assert.equal((await bench.ledger.balance(personId)).held, 4n * COIN)
  })

  test('the same key with another {what} is refused')
    .with([
      { what: 'amount', change: { amount: 2n } },
      { what: 'payer', change: { personId: '00000000-0000-4000-8000-000000000001' } },
      { what: 'creator', change: { creatorId: '00000000-0000-4000-8000-000000000002' } },
      { what: 'memo', change: { memo: { key: 'test.memo', data: { name: 'Luna' } } } },
    ])
    .run(async ({ assert }, { change }) => {
      const personId = await bench.fan({ promo: 10n })
      const request = { key: randomUUID(), personId, amount: 1n, creatorId: null, memo }
      await bench.ledger.hold(request)
      const error = await bench.ledger
        .hold({ ...request, ...change })
        .catch((thrown: unknown) => thrown)
      assert.instanceOf(error, LedgerError)
      assert.propertyVal(error, 'fault', 'key_conflict')
      assert.equal((await bench.ledger.balance(personId)).held, 1n)
    })

  test('a key whose hold has ended holds nothing again', async ({ assert }) => {
    const personId = await bench.fan({ promo: 10n })
    const hold = (key: string) =>
      bench.ledger.hold({ key, personId, amount: 2n, creatorId: null, memo })
    const holdId = await bench.held({ key: 'ends-captured', personId, amount: 2n })
    await bench.ledger.capture({ key: randomUUID(), holdId })
    assert.deepEqual(await hold('ends-captured'), { outcome: 'already_captured', holdId })
    const other = await bench.held({ key: 'ends-released', personId, amount: 2n })
    await bench.ledger.release({ key: randomUUID(), holdId: other })
    assert.deepEqual(await hold('ends-released'), { outcome: 'already_released', holdId: other })
    assert.equal((await bench.ledger.balance(personId)).held, 0n)
  })

  test('one empty wallet fails nobody else of the same call', async ({ assert }) => {
    const rich = await Promise.all(
      Array.from({ length: 20 }, () => bench.fan({ purchased: 5n * COIN }))
    )
    const poor = Array.from({ length: 20 }, () => randomUUID())
    const outcomes = await Promise.all(
      [...rich, ...poor].map((personId) =>
        bench.ledger.hold({ key: randomUUID(), personId, amount: COIN, creatorId: null, memo })
      )
    )
    assert.isTrue(outcomes.slice(0, 20).every(({ outcome }) => outcome === 'held'))
    assert.isTrue(outcomes.slice(20).every(({ outcome }) => outcome === 'insufficient_coins'))
  })

  test('what the contract does not allow never reaches the database')
    .with([
      { amount: 0n },
      { amount: -1n },
      { amount: 10n ** 18n },
      { personId: 'nobody' },
      { creatorId: "'; drop table ledger_wallets; --" },
      { key: '' },
      { key: 'k'.repeat(201) },
      { key: 'a\0b' },
      { memo: { key: 'test.memo', data: { name: '\0' } } },
      { memo: { key: 'test.memo', data: { name: 'x'.repeat(3_000) } } },
      { lifetime: 0 },
      { lifetime: 3_601 },
      { lifetime: 1.5 },
    ])
    .run(async ({ assert }, change) => {
      const request = {
        key: randomUUID(),
        personId: randomUUID(),
        amount: 1n,
        creatorId: null,
        memo,
      }
      const error = await bench.ledger
        .hold({ ...request, ...change })
        .catch((thrown: unknown) => thrown)
      assert.propertyVal(error, 'fault', 'invalid')
    })

  test('memos and keys keep every character', async ({ assert }) => {
    const personId = await bench.fan({ promo: 10n })
    const key = `"{NULL}, 'é' 😀 \\ ${randomUUID()}`
    const odd = { key: 'test.memo', data: { name: '"},{NULL\\ é😀\n' } }
    const first = await bench.ledger.hold({ key, personId, amount: 1n, creatorId: null, memo: odd })
    assert.deepEqual(
      await bench.ledger.hold({ key, personId, amount: 1n, creatorId: null, memo: odd }),
      first
    )
    const [row] = await bench.sql('select memo_data from ledger_holds where key = ?', [key])
    assert.deepEqual(row?.memo_data, odd.data)
  })
})
