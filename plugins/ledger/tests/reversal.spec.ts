import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { booksAreSound, refunds, words } from '#plugins/ledger/tests/support/refunds'

test.group('Ledger | a payment taken back', (group) => {
  let bench: Bench
  let money: ReturnType<typeof refunds>
  group.setup(async () => {
    bench = await openBench()
    money = refunds(bench)
    return () => bench.drop()
  })
  group.each.teardown(() => booksAreSound(bench))

  test('takes unspent coins first: creators keep what they earned', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 10_000n)
    await money.pay(fan, creator, 4_000n)
    await money.topUp(fan, 10_000n)
    assert.deepEqual(words(await money.reverse(transferId, 10_000n)), {
      fromWallet: 10_000n,
      fromCreators: [],
      fromPlatform: 0n,
      owed: 0n,
    })
    assert.equal((await bench.ledger.balance(creator)).earnings.purchased, 2_800n)
    assert.equal((await bench.ledger.balance(fan)).buckets.purchased, 6_000n)
  })

  test('then what its own coins paid for, by first in, first out', async ({ assert }) => {
    const [fan, first, second] = [randomUUID(), randomUUID(), randomUUID()]
    await money.topUp(fan, 5_000n)
    const { transferId } = await money.topUp(fan, 5_000n)
    await money.pay(fan, first, 6_000n)
    await money.pay(fan, second, 4_000n)
    const before = await money.revenue()
    const taken = await money.reverse(transferId, 5_000n)
    // A thousand of the first payment were this top-up's coins, and all four of the second.
    assert.deepEqual(
      new Map(taken.fromCreators.map(({ creatorId, amount }) => [creatorId, amount])),
      new Map([
        [first, 700n],
        [second, 2_800n],
      ])
    )
    assert.equal(taken.fromPlatform, 1_500n)
    assert.equal(taken.owed, 0n)
    assert.equal(await money.revenue(), before - 1_500n)
  })

  test('what nobody has any more is owed, and the next top-up settles it first', async ({
    assert,
  }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 10_000n)
    await money.pay(fan, creator, 10_000n)
    await bench.ledger.transfer({
      key: randomUUID(),
      memo,
      legs: [
        { account: { kind: 'earnings', personId: creator, bucket: 'purchased' }, amount: -7_000n },
        { account: { kind: 'system', name: 'payouts' }, amount: 7_000n },
      ],
    })
    const taken = await money.reverse(transferId, 10_000n)
    assert.deepEqual(words(taken), {
      fromWallet: 0n,
      fromCreators: [],
      fromPlatform: 3_000n,
      owed: 7_000n,
    })
    assert.equal((await bench.ledger.balance(fan)).owed, 7_000n)

    const next = await money.topUp(fan, 5_000n, 500n)
    assert.equal(next.settled, 5_000n)
    assert.equal(next.available, 500n)
    assert.equal((await money.topUp(fan, 5_000n)).settled, 2_000n)
    assert.equal((await bench.ledger.balance(fan)).owed, 0n)

    await money.restore(taken.transferId)
    const { buckets, owed } = await bench.ledger.balance(fan)
    assert.deepEqual([buckets.purchased, owed], [3_000n + 7_000n, 0n])
  })

  test('a dispute that is won puts all of it back, once', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 9_999n, 101n)
    await money.pay(fan, creator, 7_777n)
    const before = [
      await bench.ledger.balance(fan),
      await bench.ledger.balance(creator),
      await money.revenue(),
    ]
    const taken = await money.reverse(transferId, 9_999n, { promo: 101n })
    const key = randomUUID()
    const back = await money.restore(taken.transferId, key)
    assert.isTrue(back.fresh)
    assert.isFalse((await money.restore(taken.transferId, key)).fresh)
    await assert.rejects(() => money.restore(taken.transferId), /could undo/)
    const after = [
      await bench.ledger.balance(fan),
      await bench.ledger.balance(creator),
      await money.revenue(),
    ]
    const kept = ({
      buckets,
      earnings,
      owed,
    }: Awaited<ReturnType<Bench['ledger']['balance']>>) => ({
      buckets,
      earnings,
      owed,
    })
    const whole = (list: typeof before) =>
      list.map((of) => (typeof of === 'bigint' ? of : kept(of)))
    assert.deepEqual(whole(after), whole(before))
    assert.deepEqual(words(await money.reverse(transferId, 9_999n, { promo: 101n })), words(taken))
  })

  test('in parts, and never more than it gave', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 10_000n)
    await money.pay(fan, creator, 9_999n)
    const parts: ReturnType<typeof words>[] = []
    for (const part of [3_333n, 3_333n, 3_334n])
      parts.push(words(await money.reverse(transferId, part)))
    const sum = (of: (one: ReturnType<typeof words>) => bigint) =>
      parts.reduce((all, one) => all + of(one), 0n)
    // The creator's 6999 and the platform's 3000 are taken to the millicoin, however it was divided.
    assert.equal(
      sum(({ fromCreators }) => fromCreators[0] ?? 0n),
      6_999n
    )
    assert.equal(
      sum(({ fromPlatform }) => fromPlatform),
      3_000n
    )
    assert.equal(
      sum(({ fromWallet }) => fromWallet),
      1n
    )
    await assert.rejects(() => money.reverse(transferId, 1n), /could undo/)
  })

  test('takes gifts back as gifts', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n, 500n)
    await money.pay(fan, creator, 1_500n)
    await money.reverse(transferId, 1_000n, { promo: 500n })
    const { earnings } = await bench.ledger.balance(creator)
    assert.deepEqual(earnings, { promo: 0n, purchased: 0n, earned: 0n })
    await assert.rejects(() => money.reverse(transferId, 0n, { promo: 1n }), /could undo/)
  })

  test('coins that are held stay held: what they were bought with is owed', async ({ assert }) => {
    const fan = randomUUID()
    const { transferId } = await money.topUp(fan, 1_000n)
    const holdId = await bench.held({ personId: fan, amount: 600n })
    assert.containsSubset(words(await money.reverse(transferId, 1_000n)), {
      fromWallet: 400n,
      owed: 600n,
    })
    await bench.ledger.release({ key: holdId, holdId })
    const balance = await bench.ledger.balance(fan)
    assert.deepEqual([balance.available, balance.owed], [600n, 600n])
  })

  test('the platform bears it alone where that is the policy', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n)
    await money.pay(fan, creator, 1_000n)
    assert.deepEqual(words(await money.reverse(transferId, 1_000n, { bearer: 'platform' })), {
      fromWallet: 0n,
      fromCreators: [],
      fromPlatform: 1_000n,
      owed: 0n,
    })
    assert.equal((await bench.ledger.balance(creator)).earnings.purchased, 700n)
  })

  test('a top-up that settled a debt brings the debt back', async ({ assert }) => {
    const fan = randomUUID()
    const first = await money.topUp(fan, 1_000n)
    await money.pay(fan, null, 1_000n)
    await money.drainRevenue()
    await money.reverse(first.transferId, 1_000n)
    const second = await money.topUp(fan, 1_500n)
    assert.equal(second.settled, 1_000n)
    await money.reverse(second.transferId, 1_500n)
    const { available, owed } = await bench.ledger.balance(fan)
    assert.deepEqual([available, owed], [0n, 1_000n])
  })
})
