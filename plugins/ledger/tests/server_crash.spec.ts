import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { startThrowawayPostgres, type ThrowawayPostgres } from '#tests/support/throwaway_postgres'

/** What nobody waits for is written so rarely that a crash takes it along: 10 s is the most that Postgres allows. */
const LAZY = { wal_writer_delay: '10s' }

test.group('Ledger | a crash of the database’s server', (group) => {
  let postgres: ThrowawayPostgres
  let bench: Bench

  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    postgres = await startThrowawayPostgres({ durable: true, settings: LAZY })
    bench = await openBench({}, postgres.url)
    return async () => {
      await bench.drop()
      await postgres.stop()
    }
  })

  async function crashes(): Promise<void> {
    await postgres.crash()
    await bench.database.manager.closeAll()
  }
  const held = (personId: string, key: string = randomUUID()) =>
    bench.held({ key, personId, amount: 2n * COIN })
  /** Rarely the hold is written all the same, in its turn of ten seconds. */
  async function losesHold(personId: string): Promise<{ key: string; holdId: string }> {
    for (;;) {
      const key = randomUUID()
      const holdId = await held(personId, key)
      await crashes()
      if ((await bench.ledger.balance(personId)).held === 0n) return { key, holdId }
      await bench.ledger.release({ key, holdId })
    }
  }
  const brokenRules = async () => (await verifyBooks(bench.database)).checks.filter(({ ok }) => !ok)

  test('what was captured is there, and every hold before it', async ({ assert }) => {
    const [pays, waits] = [
      await bench.fan({ purchased: 10n * COIN }),
      await bench.fan({ promo: 10n * COIN }),
    ]
    const open = await held(waits)
    const holdId = await held(pays)
    await bench.ledger.capture({ key: 'paid', holdId })
    await crashes()

    assert.containsSubset(await bench.ledger.balance(pays), {
      available: 8n * COIN,
      held: 0n,
      lifetimeSpent: 2n * COIN,
    })
    assert.containsSubset(await bench.ledger.balance(waits), {
      available: 8n * COIN,
      held: 2n * COIN,
    })
    assert.deepInclude(await bench.ledger.capture({ key: 'late', holdId: open }), {
      outcome: 'captured',
      available: 8n * COIN,
    })
    assert.deepEqual(await brokenRules(), [])
  })

  test('a hold of its last moments is gone: the coins are there, and the same key holds them again', async ({
    assert,
  }) => {
    const personId = await bench.fan({ purchased: 10n * COIN })
    const { key, holdId } = await losesHold(personId)
    assert.containsSubset(await bench.ledger.balance(personId), { available: 10n * COIN, held: 0n })
    await assert.rejects(() => bench.ledger.capture({ key, holdId }), /no such hold/)
    await assert.rejects(() => bench.ledger.release({ key, holdId }), /no such hold/)
    assert.deepEqual(await brokenRules(), [])

    assert.equal(await held(personId, key), holdId)
    assert.deepInclude(await bench.ledger.capture({ key, holdId }), {
      outcome: 'captured',
      available: 8n * COIN,
    })
    assert.deepEqual(await brokenRules(), [])
  })
})
