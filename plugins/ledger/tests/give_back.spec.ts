import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { booksAreSound, refunds, words } from '#plugins/ledger/tests/support/refunds'

test.group('Ledger | coins given back', (group) => {
  let bench: Bench
  let money: ReturnType<typeof refunds>
  group.setup(async () => {
    bench = await openBench()
    money = refunds(bench)
    return () => bench.drop()
  })
  group.each.teardown(() => booksAreSound(bench))

  const pay = async (personId: string, creatorId: string | null, amount: bigint) => {
    const holdId = await bench.held({ personId, amount, creatorId })
    const outcome = await bench.ledger.capture({ key: holdId, holdId })
    if (outcome.outcome !== 'captured') throw new Error(outcome.outcome)
    return outcome.transferId
  }
  const giveBack = (captureId: string, amount?: bigint, key: string = randomUUID()) =>
    bench.ledger.giveBack({ key, captureId, amount, memo })
  const sums = ({
    amount,
    fromCreator,
    fromPlatform,
    fresh,
  }: Awaited<ReturnType<typeof giveBack>>) => ({
    amount,
    fromCreator,
    fromPlatform,
    fresh,
  })

  test('the fan has the kinds back that were spent, the last ones first', async ({ assert }) => {
    const fan = await bench.fan({ promo: 300n, purchased: 500n, earned: 200n })
    const creator = randomUUID()
    const captureId = await pay(fan, creator, 1_000n)
    assert.deepEqual(sums(await giveBack(captureId, 400n)), {
      amount: 400n,
      fromCreator: 280n,
      fromPlatform: 120n,
      fresh: true,
    })
    const { buckets } = await bench.ledger.balance(fan)
    assert.deepEqual(buckets, { promo: 0n, purchased: 200n, earned: 200n })
    const rest = await giveBack(captureId)
    assert.deepEqual([rest.amount, rest.fromCreator, rest.available], [600n, 420n, 1_000n])
    const { earnings } = await bench.ledger.balance(creator)
    assert.deepEqual(earnings, { promo: 0n, purchased: 0n, earned: 0n })
    const { lines } = await bench.ledger.statement(fan, 1)
    assert.equal(
      lines.filter(
        (line) =>
          line.amount > 0n && line.memo.key === memo.key && line.transferId === rest.transferId
      ).length,
      2
    )
  })

  test('never more than was taken, and a key works once, whoever asks at the same moment', async ({
    assert,
  }) => {
    const fan = await bench.fan({ purchased: 1_000n })
    const captureId = await pay(fan, randomUUID(), 1_000n)
    const key = randomUUID()
    const many = await Promise.all(Array.from({ length: 6 }, () => giveBack(captureId, 600n, key)))
    assert.lengthOf(
      many.filter(({ fresh }) => fresh),
      1
    )
    assert.equal((await bench.ledger.balance(fan)).available, 600n)
    await assert.rejects(() => giveBack(captureId, 601n, key), /used before/)
    await assert.rejects(() => giveBack(captureId, 401n), /could undo/)
    const rush = await Promise.allSettled(
      Array.from({ length: 5 }, () => giveBack(captureId, 150n))
    )
    assert.lengthOf(
      rush.filter(({ status }) => status === 'fulfilled'),
      2
    )
    assert.equal((await giveBack(captureId)).amount, 100n)
    assert.deepEqual(sums(await giveBack(captureId)), {
      amount: 0n,
      fromCreator: 0n,
      fromPlatform: 0n,
      fresh: false,
    })
    await assert.rejects(() => giveBack('999999999'), /could undo/)
  })

  test('what the creator has not got any more, the platform bears', async ({ assert }) => {
    const [fan, creator] = [await bench.fan({ purchased: 1_000n }), randomUUID()]
    const captureId = await pay(fan, creator, 1_000n)
    await bench.ledger.transfer({
      key: randomUUID(),
      memo,
      legs: [
        { account: { kind: 'earnings', personId: creator, bucket: 'purchased' }, amount: -600n },
        { account: { kind: 'system', name: 'payouts' }, amount: 600n },
      ],
    })
    await money.drainRevenue()
    assert.deepEqual(sums(await giveBack(captureId)), {
      amount: 1_000n,
      fromCreator: 100n,
      fromPlatform: 900n,
      fresh: true,
    })
  })

  test('a top-up that is taken back afterwards finds the coins in the wallet: the creator gives once', async ({
    assert,
  }) => {
    const [fan, creator, other] = [randomUUID(), randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n)
    const captureId = await pay(fan, creator, 1_000n)
    await giveBack(captureId)
    // The creator has earned from somebody else meanwhile, which a second taking would find.
    await pay(await bench.fan({ purchased: 1_000n }), creator, 1_000n)
    // The fan spends the coins elsewhere: that is where they went now.
    await pay(fan, other, 400n)
    assert.deepEqual(words(await money.reverse(transferId, 1_000n)), {
      fromWallet: 600n,
      fromCreators: [280n],
      fromPlatform: 120n,
      owed: 0n,
    })
    assert.equal((await bench.ledger.balance(creator)).earnings.purchased, 700n)
  })

  test('what went back as money does not come back as coins', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n)
    const captureId = await pay(fan, creator, 1_000n)
    const reversal = await money.reverse(transferId, 600n)
    assert.equal((await giveBack(captureId, 1_000n)).amount, 400n)
    // The bank decided otherwise: the creator has what the reversal took, and the fan nothing twice.
    await money.restore(reversal.transferId)
    assert.equal((await bench.ledger.balance(creator)).earnings.purchased, 420n)
    assert.equal((await giveBack(captureId)).amount, 600n)
    assert.equal((await bench.ledger.balance(fan)).available, 1_000n)
  })

  test('people who were merged or deleted meanwhile', async ({ assert }) => {
    const [fan, later, creator] = [await bench.fan({ purchased: 900n }), randomUUID(), randomUUID()]
    const captureId = await pay(fan, creator, 900n)
    await money.merge(fan, later)
    await giveBack(captureId, 300n)
    assert.equal((await bench.ledger.balance(later)).available, 300n)
    await money.close(later)
    assert.equal((await giveBack(captureId)).amount, 600n)
    assert.equal((await bench.ledger.balance(later)).available, 0n)
    assert.equal((await bench.ledger.balance(creator)).earnings.purchased, 0n)
  })
})
