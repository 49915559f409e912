import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import { openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { migrateDown } from '#plugins/ledger/tests/support/scratch_ledger'

test.group('Ledger | what the database refuses, whoever asks', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    const personId = await bench.fan({ promo: 10n * COIN })
    const [first, second] = [
      await bench.held({ personId, amount: COIN }),
      await bench.held({ personId, amount: COIN }),
    ]
    await bench.ledger.capture({ key: 'guards', holdId: first })
    await bench.ledger.release({ key: 'guards', holdId: second })
    await bench.held({ personId, amount: COIN })
    return () => bench.drop()
  })

  test('refuses: {statement}')
    .with([
      { statement: 'update ledger_entries set amount = amount + 1' },
      { statement: 'delete from ledger_entries' },
      { statement: 'truncate ledger_entries' },
      { statement: 'update ledger_transfers set memo_key = memo_key' },
      { statement: 'delete from ledger_transfers where false' },
      { statement: 'truncate ledger_transfers' },
      { statement: 'update ledger_releases set key = key' },
      { statement: 'delete from ledger_releases' },
      { statement: 'delete from ledger_holds' },
      { statement: 'update ledger_reversals set asked = asked' },
      { statement: 'delete from ledger_reversal_parts' },
      { statement: 'truncate ledger_restores' },
      { statement: 'delete from ledger_sales' },
      { statement: "update ledger_holds set state = 'held' where state = 'captured'" },
      { statement: "update ledger_holds set captured = 1 where state = 'captured'" },
      {
        statement:
          "update ledger_holds set expires_at = now() + interval '1 year' where state = 'held'",
      },
      { statement: "update ledger_holds set state = 'released', promo = 5 where state = 'held'" },
      { statement: 'delete from ledger_wallets' },
      { statement: 'update ledger_wallets set promo = -1' },
      { statement: 'update ledger_wallets set held_promo = held_promo - 999999' },
      { statement: 'truncate ledger_accounts cascade' },
      { statement: "update ledger_accounts set owner = gen_random_uuid() where kind = 'wallet'" },
      { statement: 'insert into ledger_entries values (1, 90, null, 2, 5), (1, 91, null, 3, -4)' },
      {
        statement:
          "insert into ledger_entries values (1, 90, null, 2, 5, 'COIN'), (1, 91, null, 3, -5, 'USD')",
      },
      { statement: 'insert into ledger_entries values (1, 90, null, 2, 0)' },
    ])
    .run(async ({ assert }, { statement }) => {
      const before = await bench.sql('select * from ledger_entries order by transfer_id, line')
      await assert.rejects(() => bench.sql(statement), /ledger|ledger_amount|ledger_movement/)
      await assert.rejects(
        () =>
          bench.database.transaction(async (trx) => {
            await trx.rawQuery('set local session_replication_role = replica')
            await trx.rawQuery(statement)
          }),
        /ledger|ledger_amount|ledger_movement/
      )
      assert.deepEqual(
        await bench.sql('select * from ledger_entries order by transfer_id, line'),
        before
      )
    })

  test('going down takes everything away', async ({ assert }) => {
    const other = await openBench()
    await migrateDown(other)
    const left = await other.sql(`
      select relname as name from pg_class where relname like 'ledger%'
      union all select proname from pg_proc where proname like 'ledger%'
      union all select typname from pg_type where typname like 'ledger%'`)
    assert.deepEqual(left, [])
    await other.drop()
  })
})
