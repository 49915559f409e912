import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { MoneyLeg, TopUpRequest } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { ledgerSettings } from '#plugins/ledger/settings'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

const MONEY: readonly MoneyLeg[] = [
  { account: 'gateway_stripe', commodity: 'EUR', amount: 499n },
  { account: 'sales', commodity: 'EUR', amount: -419n },
  { account: 'tax', commodity: 'EUR', amount: -80n },
]

test.group('Ledger | a top-up', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  group.each.teardown(async () => {
    const broken = (await verifyBooks(bench.database)).checks.filter(({ ok }) => !ok)
    if (broken.length > 0) throw new Error(JSON.stringify(broken, null, 2))
  })

  const bought = (more: Partial<TopUpRequest> = {}): TopUpRequest => ({
    key: randomUUID(),
    personId: randomUUID(),
    purchased: 500_000n,
    promo: 50_000n,
    memo,
    money: MONEY,
    ...more,
  })

  test('brings bought and given coins, with the money in the same transfer', async ({ assert }) => {
    const request = bought()
    const { transferId, ...outcome } = await bench.ledger.topUp(request)
    assert.deepEqual(outcome, {
      outcome: 'topped_up',
      settled: 0n,
      available: 550_000n,
      fresh: true,
    })
    const { buckets } = await bench.ledger.balance(request.personId)
    assert.deepEqual(buckets, { promo: 50_000n, purchased: 500_000n, earned: 0n })
    const [transfer] = await bench.ledger.transfers([transferId])
    assert.deepEqual(
      transfer?.legs
        .filter(({ commodity }) => commodity === 'EUR')
        .map(({ name, amount }) => [name, amount]),
      MONEY.map(({ account, amount }) => [account, amount])
    )
  })

  test('comes once under a key, from however many processes at once', async ({ assert }) => {
    const request = bought()
    const ledgers = Array.from({ length: 12 }, () =>
      makeLedger({ database: bench.database, settings: ledgerSettings })
    )
    const outcomes = await Promise.all(ledgers.map((ledger) => ledger.topUp(request)))
    assert.lengthOf(
      outcomes.filter(({ fresh }) => fresh),
      1
    )
    assert.lengthOf(new Set(outcomes.map(({ transferId }) => transferId)), 1)
    assert.equal((await bench.ledger.balance(request.personId)).available, 550_000n)
  })

  test('is refused under a key that another had: {what}')
    .with([
      { what: 'another person', change: { personId: randomUUID() } },
      { what: 'other coins', change: { purchased: 500_001n } },
      { what: 'other gifts', change: { promo: 0n } },
      { what: 'another memo', change: { memo: { key: 'test.other' } } },
      {
        what: 'other money',
        change: { money: MONEY.map((leg) => ({ ...leg, commodity: 'USD' })) },
      },
    ])
    .run(async ({ assert }, { change }) => {
      const request = bought()
      await bench.ledger.topUp(request)
      await assert.rejects(
        () => bench.ledger.topUp({ ...request, ...change }),
        /used before for something else/
      )
    })

  test('is refused when it is none: {what}')
    .with([
      { what: 'money that does not sum to zero', change: { money: MONEY.slice(0, 1) } },
      { what: 'no bought coins', change: { purchased: 0n } },
      { what: 'gifts below zero', change: { promo: -1n } },
      {
        what: 'money that is coins',
        change: { money: MONEY.map((leg) => ({ ...leg, commodity: 'COIN' })) },
      },
      {
        what: 'an account that cannot be',
        change: {
          money: MONEY.map((leg) => ({ ...leg, account: 'gateway_Bad Name' as const })),
        },
      },
    ])
    .run(async ({ assert }, { change }) => {
      const request = bought(change)
      await assert.rejects(() => bench.ledger.topUp(request))
      assert.equal((await bench.ledger.balance(request.personId)).available, 0n)
    })

  test('reaches the person that somebody has become', async ({ assert }) => {
    const [before, now] = [await bench.fan({ promo: 1n }), await bench.fan()]
    await bench.sql('select ledger_merge(?, ?)', [before, now])
    const request = bought({ personId: before })
    await bench.ledger.topUp(request)
    assert.isFalse((await bench.ledger.topUp(request)).fresh)
    assert.equal((await bench.ledger.balance(now)).available, 550_001n)
    assert.equal((await bench.ledger.balance(before)).available, 0n)
  })
})
