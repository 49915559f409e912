import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { ledgerSettings } from '#plugins/ledger/settings'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

test.group('Ledger | many at once', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  /** Another process's ledger: its calls gather on their own. */
  const another = () => makeLedger({ database: bench.database, settings: ledgerSettings })

  test('hundreds of holds at one wallet never take more than it has', async ({ assert }) => {
    const personId = await bench.fan({ promo: 30n * COIN, purchased: 70n * COIN })
    const ledgers = [bench.ledger, another(), another()]
    const outcomes = await Promise.all(
      Array.from({ length: 450 }, (_, n) =>
        (ledgers[n % 3] ?? bench.ledger).hold({
          key: `${personId}:${n}`,
          personId,
          amount: COIN,
          creatorId: randomUUID(),
          memo,
        })
      )
    )
    assert.lengthOf(
      outcomes.filter((outcome) => outcome.outcome === 'held'),
      100
    )
    assert.lengthOf(
      outcomes.filter((outcome) => outcome.outcome === 'insufficient_coins'),
      350
    )
    const balance = await bench.ledger.balance(personId)
    assert.equal(balance.available, 0n)
    assert.equal(balance.held, 100n * COIN)
  })

  test('replies of several processes over the same wallets never wait in a circle', async ({
    assert,
  }) => {
    const people = await Promise.all(
      Array.from({ length: 12 }, () => bench.fan({ purchased: 40n * COIN }))
    )
    const creatorId = randomUUID()
    const reply = async (ledger: Bench['ledger'], n: number) => {
      const personId = people[(n * 7) % people.length] ?? ''
      const held = await ledger.hold({
        key: randomUUID(),
        personId,
        amount: 1_001n,
        creatorId,
        memo,
      })
      if (held.outcome !== 'held') return 0n
      const key = randomUUID()
      const ended =
        n % 5 === 0
          ? await ledger.release({ key, holdId: held.holdId })
          : await ledger.capture({ key, holdId: held.holdId })
      return ended.outcome === 'captured' ? ended.creatorShare : 0n
    }
    const ledgers = [bench.ledger, another(), another(), another()]
    const shares = await Promise.all(
      ledgers.flatMap((ledger) => Array.from({ length: 80 }, (_, n) => reply(ledger, n)))
    )
    const { earnings } = await bench.ledger.balance(creatorId)
    assert.equal(
      earnings.purchased,
      shares.reduce((sum, share) => sum + share, 0n)
    )
    const report = await verifyBooks(bench.database)
    assert.deepEqual(
      report.checks.filter(({ ok }) => !ok),
      []
    )
  })

  test('a call that fails as a whole is asked one by one: the one at fault fails alone', async ({
    assert,
  }) => {
    // Two captures in one call under the same key break its unique index, and so the whole call.
    const people = await Promise.all(Array.from({ length: 10 }, () => bench.fan({ promo: COIN })))
    const holds = await Promise.all(
      people.map((personId) => bench.held({ personId, amount: COIN }))
    )
    const settled = await Promise.allSettled(
      holds.map((holdId, n) =>
        bench.ledger.capture({ key: n < 2 ? `same:${holds[0]}` : holdId, holdId })
      )
    )
    assert.lengthOf(
      settled.filter(({ status }) => status === 'rejected'),
      1
    )
    assert.lengthOf(
      settled.filter(({ status }) => status === 'fulfilled'),
      9
    )
  })
})
