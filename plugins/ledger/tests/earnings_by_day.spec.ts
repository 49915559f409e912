import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

test.group('Ledger | earnings by day', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  /** A captured reply of 2 coins, and when it was. */
  async function earn(creatorId: string, coins: 'promo' | 'purchased', at: string): Promise<void> {
    const personId = await bench.fan({ [coins]: 2_000n })
    const holdId = await bench.held({ personId, amount: 2_000n, creatorId })
    await bench.ledger.capture({ key: randomUUID(), holdId })
    // Only a test may turn back the clock: the books refuse it. The fan's coins came just before.
    await bench.sql('alter table ledger_transfers disable trigger user')
    await bench.sql(
      `update ledger_transfers set created_at = ?::timestamptz where created_at > now() - interval '1 hour'`,
      [at]
    )
    await bench.sql('alter table ledger_transfers enable trigger user')
  }

  test('sums shares by day and kind, in UTC, within the span alone', async ({ assert }) => {
    const creator = randomUUID()
    await earn(creator, 'promo', '2026-03-01T23:59:59.999Z')
    await earn(creator, 'promo', '2026-03-02T00:00:00Z')
    await earn(creator, 'purchased', '2026-03-02T12:00:00Z')
    await earn(randomUUID(), 'purchased', '2026-03-02T13:00:00Z')
    await earn(creator, 'purchased', '2026-03-02T23:59:59Z')
    await earn(creator, 'purchased', '2026-03-04T00:00:00Z')
    const days = (from: string, to: string) =>
      bench.ledger.earningsByDay(
        creator,
        new Date(`${from}T00:00:00Z`),
        new Date(`${to}T00:00:00Z`)
      )

    assert.deepEqual(await days('2026-03-02', '2026-03-04'), [
      { day: '2026-03-02', buckets: { promo: 1_400n, purchased: 2_800n, earned: 0n } },
    ])
    const all = await days('2026-01-01', '2027-01-01')
    assert.deepEqual(
      all.map(({ day }) => day),
      ['2026-03-01', '2026-03-02', '2026-03-04']
    )
    const { earnings } = await bench.ledger.balance(creator)
    assert.equal(
      all.reduce((sum, { buckets }) => sum + buckets.promo + buckets.purchased, 0n),
      earnings.promo + earnings.purchased
    )
    assert.deepEqual(await days('2026-03-03', '2026-03-04'), [])
  })
})
