import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { booksAreSound, refunds, words } from '#plugins/ledger/tests/support/refunds'
import { until } from '#tests/support/until'

const digits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value

test.group('Ledger | a payment taken back, by many at once', (group) => {
  let bench: Bench
  let money: ReturnType<typeof refunds>
  group.setup(async () => {
    bench = await openBench()
    money = refunds(bench)
    return () => bench.drop()
  })
  group.each.teardown(() => booksAreSound(bench))

  test('once under a key, whoever asks at the same moment', async ({ assert }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 10_000n)
    await money.pay(fan, creator, 8_000n)
    const key = randomUUID()
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => money.reverse(transferId, 9_000n, { key }))
    )
    assert.lengthOf(
      outcomes.filter(({ fresh }) => fresh),
      1
    )
    assert.lengthOf(new Set(outcomes.map((outcome) => JSON.stringify(words(outcome), digits))), 1)
    await assert.rejects(() => money.reverse(transferId, 9_001n, { key }), /used before/)
    await assert.rejects(
      () => money.reverse(transferId, 9_000n, { key, bearer: 'platform' }),
      /used before/
    )
  })

  test('under many keys at once: as much as it gave, and the fan spends on meanwhile', async ({
    assert,
  }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 10_000n)
    await money.pay(fan, creator, 5_000n)
    const settled = await Promise.allSettled([
      ...Array.from({ length: 7 }, () => money.reverse(transferId, 3_000n)),
      ...Array.from({ length: 5 }, () => money.pay(fan, creator, 500n)),
    ])
    const reversed = settled.slice(0, 7).filter(({ status }) => status === 'fulfilled')
    assert.lengthOf(reversed, 3)
  })

  test('a connection that is lost in the middle changes nothing, and the same key goes on', async ({
    assert,
  }) => {
    const [fan, creator] = [randomUUID(), randomUUID()]
    const { transferId } = await money.topUp(fan, 1_000n)
    await money.pay(fan, creator, 700n)
    const request = { key: randomUUID(), bearer: 'shared' } as const
    await bench.database.transaction(async (trx) => {
      await trx.rawQuery('select 1 from ledger_wallets where person_id = ? for update', [fan])
      const cut = assert.rejects(() => money.reverse(transferId, 1_000n, request))
      await until(async () => {
        const [row] = await bench.sql(
          `select pg_terminate_backend(pid) as done from pg_stat_activity
           where datname = current_database() and query like '%ledger_take_back(%' and wait_event_type = 'Lock'
             and pid <> pg_backend_pid()`
        )
        return row?.done === true
      })
      await cut
    })
    assert.equal((await bench.ledger.balance(fan)).available, 300n)
    const taken = await money.reverse(transferId, 1_000n, request)
    assert.isTrue(taken.fresh)
    assert.deepEqual(words(taken), {
      fromWallet: 300n,
      fromCreators: [490n],
      fromPlatform: 210n,
      owed: 0n,
    })
  })

  test('what was no top-up, or no reversal, is not undone', async ({ assert }) => {
    const fan = await bench.fan({ purchased: 5n })
    const [row] = await bench.sql('select max(id) as id from ledger_transfers')
    await assert.rejects(() => money.reverse(String(row?.id), 1n), /could undo/)
    await assert.rejects(() => money.reverse('999999999999', 1n), /could undo/)
    await assert.rejects(() => money.reverse('first', 1n), /must be a transfer/)
    await assert.rejects(() => money.restore(String(row?.id)), /could undo/)
    assert.equal((await bench.ledger.balance(fan)).available, 5n)
    const { transferId } = await money.topUp(fan, 5n)
    await assert.rejects(() => money.reverse(transferId, 0n), /coins or money/)
  })
})
