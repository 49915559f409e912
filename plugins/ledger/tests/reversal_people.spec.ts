import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { booksAreSound, refunds, words } from '#plugins/ledger/tests/support/refunds'

test.group('Ledger | a payment taken back from people who were merged or deleted', (group) => {
  let bench: Bench
  let money: ReturnType<typeof refunds>
  group.setup(async () => {
    bench = await openBench()
    money = refunds(bench)
    return () => bench.drop()
  })
  group.each.teardown(() => booksAreSound(bench))

  test('finds fans and creators under the id that they have become', async ({ assert }) => {
    const [fan, fanNow, creator, creatorNow] = [
      randomUUID(),
      randomUUID(),
      randomUUID(),
      randomUUID(),
    ]
    const { transferId } = await money.topUp(fan, 1_000n)
    await money.pay(fan, creator, 900n)
    await money.merge(fan, fanNow)
    await money.merge(creator, creatorNow)
    const taken = await money.reverse(transferId, 1_000n)
    assert.deepEqual(taken.fromCreators, [{ creatorId: creatorNow, amount: 630n }])
    assert.equal(taken.fromWallet, 100n)
    await money.restore(taken.transferId)
    assert.equal((await bench.ledger.balance(creatorNow)).earnings.purchased, 630n)
    assert.equal((await bench.ledger.balance(fanNow)).buckets.purchased, 100n)
  })

  test('a debt goes along when its person is merged, and is lost when they are deleted', async ({
    assert,
  }) => {
    const [fan, now] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n)
    await money.pay(fan, null, 1_000n)
    await money.drainRevenue()
    await money.reverse(transferId, 1_000n)
    await money.merge(fan, now)
    assert.equal((await bench.ledger.balance(fan)).owed, 0n)
    assert.equal((await bench.ledger.balance(now)).owed, 1_000n)
    await money.topUp(now, 400n, 40n)
    await money.close(now)
    const gone = await bench.ledger.balance(now)
    assert.deepEqual([gone.owed, gone.available], [0n, 0n])
  })

  test('of somebody who was deleted: creators and platform give, the rest is lost', async ({
    assert,
  }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n, 100n)
    await money.pay(fan, creator, 600n)
    await money.close(fan)
    await money.close(creator)
    const taken = await money.reverse(transferId, 1_000n, { promo: 100n })
    assert.containsSubset(words(taken), {
      fromWallet: 0n,
      fromCreators: [],
      fromPlatform: 1_100n,
      owed: 0n,
    })
    await money.restore(taken.transferId)
    for (const personId of [fan, creator]) {
      const { available, owed, earnings } = await bench.ledger.balance(personId)
      assert.deepEqual([available, owed, earnings.purchased], [0n, 0n, 0n])
    }
  })
})
