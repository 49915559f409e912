import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { rollUp } from '#plugins/ledger/actions/roll_up'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

const WEEK = 7 * 24 * 3_600

test.group('Ledger | what a creator may be paid', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  /** A fan buys coins and pays a creator with them; gives the top-up. */
  const earn = async (
    creatorId: string,
    amount: bigint,
    kind: 'purchased' | 'promo' = 'purchased'
  ) => {
    const personId = randomUUID()
    const coins = {
      purchased: kind === 'promo' ? 1n : amount,
      promo: kind === 'promo' ? amount : 0n,
    }
    const request = { key: randomUUID(), personId, ...coins, memo, money: [] }
    const { transferId } = await bench.ledger.topUp(request)
    const holdId = await bench.held({ personId, amount, creatorId })
    await bench.ledger.capture({ key: holdId, holdId })
    return { transferId, purchased: amount }
  }
  /** Lets everything that happened so far have happened so many days ago, which only the superuser can. */
  const daysLater = (days: number) =>
    bench.sql(`
      begin;
      alter table ledger_transfers disable trigger ledger_append_only;
      update ledger_transfers set created_at = created_at - interval '${days} days';
      alter table ledger_transfers enable always trigger ledger_append_only;
      commit;`)
  const payout = (creatorId: string, amount: bigint) =>
    bench.ledger.transfer({
      key: randomUUID(),
      memo,
      legs: [
        {
          account: { kind: 'earnings', personId: creatorId, bucket: 'purchased' },
          amount: -amount,
        },
        { account: { kind: 'system', name: 'payouts_due' }, amount },
      ],
    })

  test('young earnings are pending, older ones available, gifts neither', async ({ assert }) => {
    const creatorId = randomUUID()
    assert.deepEqual(await bench.ledger.payable(creatorId, WEEK), { pending: 0n, available: 0n })
    await earn(creatorId, 10_000n)
    await daysLater(8)
    await earn(creatorId, 1_000n)
    await earn(creatorId, 5_000n, 'promo')
    await rollUp(bench)
    assert.deepEqual(await bench.ledger.payable(creatorId, WEEK), {
      pending: 700n,
      available: 7_000n,
    })
    assert.deepEqual(await bench.ledger.payable(creatorId, 0), { pending: 0n, available: 7_700n })
  })

  test('a payout that comes back is available at once', async ({ assert }) => {
    const creatorId = randomUUID()
    await earn(creatorId, 10_000n)
    await daysLater(8)
    await payout(creatorId, 7_000n)
    assert.deepEqual(await bench.ledger.payable(creatorId, WEEK), { pending: 0n, available: 0n })
    await payout(creatorId, -7_000n)
    assert.deepEqual(await bench.ledger.payable(creatorId, WEEK), {
      pending: 0n,
      available: 7_000n,
    })
  })

  test('what a refund took back is pending no more, and again once it is restored', async ({
    assert,
  }) => {
    const creatorId = randomUUID()
    await earn(creatorId, 10_000n)
    await daysLater(8)
    const { transferId, purchased } = await earn(creatorId, 1_000n)
    const back = { topUpId: transferId, promo: 0n, memo, money: [], bearer: 'shared' } as const
    const { transferId: reversalId } = await bench.ledger.reverse({
      key: randomUUID(),
      ...back,
      purchased,
    })
    assert.deepEqual(await bench.ledger.payable(creatorId, WEEK), {
      pending: 0n,
      available: 7_000n,
    })
    await bench.ledger.restore({ key: randomUUID(), reversalId, memo, money: [] })
    assert.deepEqual(await bench.ledger.payable(creatorId, WEEK), {
      pending: 700n,
      available: 7_000n,
    })
  })

  test('earnings of a merged creator stay as young as they were', async ({ assert }) => {
    const [from, into] = [randomUUID(), randomUUID()]
    await earn(from, 10_000n)
    await daysLater(8)
    await earn(from, 1_000n)
    await bench.sql('select ledger_merge(?, ?)', [from, into])
    assert.deepEqual(await bench.ledger.payable(into, WEEK), { pending: 700n, available: 7_000n })
  })

  test('seconds are whole and not below zero', async ({ assert }) => {
    await assert.rejects(() => bench.ledger.payable(randomUUID(), -1))
    await assert.rejects(() => bench.ledger.payable(randomUUID(), 0.5))
  })
})
