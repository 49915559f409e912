import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { MoneyLeg, SellRequest } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { booksAreSound, refunds, words } from '#plugins/ledger/tests/support/refunds'

const MONEY: readonly MoneyLeg[] = [
  { account: 'gateway_stripe', commodity: 'EUR', amount: 999n },
  { account: 'sales', commodity: 'EUR', amount: -839n },
  { account: 'tax', commodity: 'EUR', amount: -160n },
]

test.group('Ledger | a sale', (group) => {
  let bench: Bench
  let money: ReturnType<typeof refunds>
  group.setup(async () => {
    bench = await openBench()
    money = refunds(bench)
    return () => bench.drop()
  })
  group.each.teardown(() => booksAreSound(bench))

  const sold = (more: Partial<SellRequest> = {}): SellRequest => ({
    key: randomUUID(),
    personId: randomUUID(),
    creatorId: randomUUID(),
    coins: 1_001n,
    memo,
    money: MONEY,
    ...more,
  })
  const earned = async (personId: string) =>
    (await bench.ledger.balance(personId)).earnings.purchased

  test('brings the creator and the platform their parts, and nobody’s wallet anything', async ({
    assert,
  }) => {
    const request = sold()
    const before = await money.revenue()
    const { transferId, ...outcome } = await bench.ledger.sell(request)
    assert.deepEqual(outcome, {
      outcome: 'sold',
      creatorShare: 700n,
      platformShare: 301n,
      fresh: true,
    })
    assert.deepEqual((await bench.ledger.balance(request.creatorId)).earnings, {
      promo: 0n,
      purchased: 700n,
      earned: 0n,
    })
    assert.equal(await money.revenue(), before + 301n)
    const fan = await bench.ledger.balance(request.personId)
    assert.deepEqual([fan.available, fan.lifetimeReceived, fan.lifetimeSpent], [0n, 0n, 0n])
    const [transfer] = await bench.ledger.transfers([transferId])
    assert.deepEqual(
      transfer?.legs
        .filter(({ commodity }) => commodity === 'EUR')
        .map(({ name, amount }) => [name, amount]),
      MONEY.map(({ account, amount }) => [account, amount])
    )
  })

  test('follows the creator’s own share, and counts against no cap', async ({ assert }) => {
    const request = sold()
    await bench.ledger.setCreatorShare(request.creatorId, 9_000)
    await bench.ledger.setCaps(request.personId, { daily: 0n, monthly: 0n })
    assert.equal((await bench.ledger.sell(request)).creatorShare, 900n)
  })

  test('comes once under a key, from however many processes at once', async ({ assert }) => {
    const request = sold()
    const ledgers = Array.from({ length: 12 }, () =>
      makeLedger({ database: bench.database, settings: ledgerSettings })
    )
    const outcomes = await Promise.all(ledgers.map((ledger) => ledger.sell(request)))
    assert.lengthOf(
      outcomes.filter(({ fresh }) => fresh),
      1
    )
    assert.lengthOf(new Set(outcomes.map(({ transferId }) => transferId)), 1)
    assert.equal(await earned(request.creatorId), 700n)
  })

  test('is refused under a key that another had: {what}')
    .with([
      { what: 'another person', change: { personId: randomUUID() } },
      { what: 'another creator', change: { creatorId: randomUUID() } },
      { what: 'other coins', change: { coins: 1_002n } },
      { what: 'other money', change: { money: [] } },
    ])
    .run(async ({ assert }, { change }) => {
      const request = sold()
      await bench.ledger.sell(request)
      await assert.rejects(
        () => bench.ledger.sell({ ...request, ...change }),
        /used before for something else/
      )
    })

  test('is refused when it is none: {what}')
    .with([
      { what: 'money that does not sum to zero', change: { money: MONEY.slice(0, 1) } },
      { what: 'no coins', change: { coins: 0n } },
      { what: 'a creator who is nobody', change: { creatorId: 'nobody' } },
    ])
    .run(async ({ assert }, { change }) => {
      await assert.rejects(() => bench.ledger.sell(sold(change)))
    })

  test('goes back in parts to the millicoin, and no further', async ({ assert }) => {
    const request = sold()
    const { transferId } = await bench.ledger.sell(request)
    const before = await money.revenue()
    let fromCreator = 0n
    for (const part of [333n, 333n, 335n]) {
      const taken = words(await money.reverse(transferId, part))
      assert.equal(taken.fromWallet, 0n)
      fromCreator += taken.fromCreators[0] ?? 0n
    }
    assert.equal(fromCreator, 700n)
    assert.equal(await earned(request.creatorId), 0n)
    assert.equal(await money.revenue(), before - 301n)
    await assert.rejects(() => money.reverse(transferId, 1n), /could undo/)
    await assert.rejects(() => money.reverse(transferId, 0n, { promo: 1n }), /could undo/)
  })

  test('what the creator was paid out already, the platform bears; a dispute that is won puts it back', async ({
    assert,
  }) => {
    const request = sold()
    const { transferId } = await bench.ledger.sell(request)
    const from = { kind: 'earnings', personId: request.creatorId, bucket: 'purchased' } as const
    await bench.ledger.transfer({
      key: randomUUID(),
      memo,
      legs: [
        { account: from, amount: -500n },
        { account: { kind: 'system', name: 'payouts' }, amount: 500n },
      ],
    })
    await money.drainRevenue()
    const key = randomUUID()
    const taken = await money.reverse(transferId, 1_001n, { key })
    assert.deepEqual(words(taken), {
      fromWallet: 0n,
      fromCreators: [200n],
      fromPlatform: 801n,
      owed: 0n,
    })
    assert.deepEqual({ ...taken, fresh: false }, await money.reverse(transferId, 1_001n, { key }))
    await money.restore(taken.transferId)
    assert.equal(await earned(request.creatorId), 200n)
    await assert.rejects(() => money.restore(taken.transferId), /could undo/)
  })

  test('the creator keeps theirs where the platform bears it', async ({ assert }) => {
    const request = sold()
    const { transferId } = await bench.ledger.sell(request)
    const taken = await money.reverse(transferId, 1_001n, { bearer: 'platform' })
    assert.deepEqual(words(taken).fromCreators, [])
    assert.equal(await earned(request.creatorId), 700n)
  })

  test('two reversals at once never take more than there was', async ({ assert }) => {
    const request = sold()
    const { transferId } = await bench.ledger.sell(request)
    const asked = await Promise.allSettled(
      Array.from({ length: 6 }, () => money.reverse(transferId, 500n))
    )
    assert.lengthOf(
      asked.filter(({ status }) => status === 'fulfilled'),
      2
    )
  })

  test('follows a creator who was merged; of one who was deleted, all is the platform’s', async ({
    assert,
  }) => {
    const [request, now] = [sold(), randomUUID()]
    const { transferId } = await bench.ledger.sell(request)
    await money.merge(request.creatorId, now)
    assert.isFalse((await bench.ledger.sell(request)).fresh)
    await bench.ledger.sell(sold({ creatorId: request.creatorId }))
    assert.equal(await earned(now), 1_400n)
    assert.deepEqual((await money.reverse(transferId, 1_001n)).fromCreators, [
      { creatorId: now, amount: 700n },
    ])
    await money.close(now)
    assert.equal((await bench.ledger.sell(sold({ creatorId: now }))).creatorShare, 0n)
  })

  test('earnings of sales wait before they can be paid out, and stand in the day’s figures', async ({
    assert,
  }) => {
    const request = sold()
    const { transferId } = await bench.ledger.sell(request)
    assert.deepEqual(await bench.ledger.payable(request.creatorId, 3_600), {
      pending: 700n,
      available: 0n,
    })
    assert.deepEqual(await bench.ledger.payable(request.creatorId, 0), {
      pending: 0n,
      available: 700n,
    })
    await money.reverse(transferId, 500n)
    assert.equal((await bench.ledger.payable(request.creatorId, 3_600)).pending, 351n)
    const span = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)] as const
    const [day] = await bench.ledger.earningsByDay(request.creatorId, ...span)
    assert.equal(day?.buckets.purchased, 700n)
  })
})
