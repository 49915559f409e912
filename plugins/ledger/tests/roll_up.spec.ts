import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import pg from 'pg'
import { rollUp } from '#plugins/ledger/actions/roll_up'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { openBench } from '#plugins/ledger/tests/support/bench'
import { isRolledUp, rollUpAll } from '#plugins/ledger/tests/support/rolled_up'
import type { Bench } from '#plugins/ledger/tests/support/bench'

test.group('Ledger | roll-up', (group) => {
  let bench: Bench
  group.each.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  const earn = async (creatorId: string, times: number) => {
    const personId = await bench.fan({ purchased: 100_000n })
    for (let n = 0; n < times; n++) {
      const holdId = await bench.held({ personId, amount: 10n, creatorId })
      await bench.ledger.capture({ key: holdId, holdId })
    }
  }

  test('a balance is the same before, between and after roll-ups', async ({ assert }) => {
    const creatorId = randomUUID()
    for (let round = 1; round <= 4; round++) {
      await earn(creatorId, 5)
      assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, BigInt(round * 35))
      await rollUpAll(bench)
      assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, BigInt(round * 35))
    }
    const report = await verifyBooks(bench.database)
    assert.deepEqual(
      report.checks.filter(({ ok }) => !ok),
      []
    )
  })

  test('waits for a transaction that has a number and has not committed', async ({ assert }) => {
    const creatorId = randomUUID()
    const personId = await bench.fan({ purchased: 1_000n })
    const holdId = await bench.held({ personId, amount: 100n, creatorId })
    const slow = new pg.Client({ connectionString: bench.url })
    await slow.connect()
    await slow.query('begin')
    await slow.query('select * from ledger_capture($1, $2, $3)', [['slow'], [holdId], [null]])
    await earn(creatorId, 3) // higher numbers, committed first
    await rollUp(bench)
    await rollUp(bench)
    assert.isFalse(await isRolledUp(bench))
    await slow.query('commit')
    await slow.end()
    await rollUpAll(bench)
    assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, 70n + 21n)
    const report = await verifyBooks(bench.database)
    assert.deepEqual(
      report.checks.filter(({ ok }) => !ok),
      []
    )
  })

  test('waits for the newest transaction too, when nothing newer is over', async ({ assert }) => {
    const creatorId = randomUUID()
    const personId = await bench.fan({ purchased: 1_000n })
    const holdId = await bench.held({ personId, amount: 100n, creatorId })
    const slow = new pg.Client({ connectionString: bench.url })
    await slow.connect()
    await slow.query('begin')
    await slow.query('select * from ledger_capture_one($1, $2, $3)', ['newest', holdId, null])
    for (let n = 0; n < 3; n++) await rollUp(bench)
    await slow.query('commit')
    await slow.end()
    await rollUpAll(bench)
    assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, 70n)
  })

  test('roll-ups at the same moment add each entry once', async ({ assert }) => {
    const creatorId = randomUUID()
    for (let round = 1; round <= 3; round++) {
      await earn(creatorId, 4)
      await Promise.all([rollUp(bench), rollUp(bench), rollUp(bench)])
      assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, BigInt(round * 28))
    }
  })

  test('refuses to run in a transaction that has written', async ({ assert }) => {
    await assert.rejects(
      () =>
        bench.database.transaction(async (trx) => {
          await trx.rawQuery('select pg_current_xact_id()')
          await trx.rawQuery('select ledger_roll_up()')
        }),
      /first thing/
    )
  })

  test('goes on after a restore into a younger cluster', async ({ assert }) => {
    const creatorId = randomUUID()
    await earn(creatorId, 2)
    await bench.sql(`update ledger_roll_up set next_upto = 1, fence = '999999999'`)
    await rollUpAll(bench)
    assert.equal((await bench.ledger.balance(creatorId)).earnings.purchased, 14n)
  })
})
