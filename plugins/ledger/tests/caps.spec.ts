import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import type { SpendCaps } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { ledgerSettings } from '#plugins/ledger/settings'
import { memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

const midnight = (days: number, at = new Date()): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + days))
const nextMonth = (at = new Date()): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))

test.group('Ledger | spending caps', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })
  group.each.teardown(async () => {
    const broken = (await verifyBooks(bench.database)).checks.filter(({ ok }) => !ok)
    if (broken.length > 0) throw new Error(JSON.stringify(broken, null, 2))
  })

  const hold = (personId: string, amount: bigint, ledger = bench.ledger) =>
    ledger.hold({ key: randomUUID(), personId, amount, creatorId: null, memo })
  const pay = async (personId: string, amount: bigint) => {
    const holdId = await bench.held({ personId, amount })
    await bench.ledger.capture({ key: holdId, holdId })
  }
  const capped = async (caps: Partial<SpendCaps>, coins = 100_000n) => {
    const personId = await bench.fan({ purchased: coins })
    await bench.ledger.setCaps(personId, { daily: null, monthly: null, ...caps })
    return personId
  }
  /** Something at the same moment, so that a hold travels in the form for many. */
  const crowd = () => [hold(randomUUID(), 1n), hold(randomUUID(), 1n)]
  /** As if all that was counted so far was counted so many days ago. */
  const daysLater = (personId: string, days: number) =>
    bench.sql(
      `with moved as (
         update ledger_caps set day = day - ?::int, month = date_trunc('month', day - ?::int)::date
         where person_id = ? returning 1
       ) select * from moved`,
      [days, days, personId]
    )

  test('a day’s cap counts what was spent and what is held, {how}')
    .with([
      { how: 'alone', beside: () => [] },
      { how: 'in company', beside: crowd },
    ])
    .run(async ({ assert }, { beside }) => {
      const personId = await capped({ daily: 10_000n })
      await pay(personId, 4_000n)
      const open = await bench.held({ personId, amount: 5_000n })
      await Promise.all(beside())
      const [refused] = await Promise.all([hold(personId, 1_001n), ...beside()])
      assert.deepEqual(refused, {
        outcome: 'cap_reached',
        period: 'day',
        cap: 10_000n,
        spent: 9_000n,
        resetsAt: midnight(1),
      })
      const [exactly] = await Promise.all([hold(personId, 1_000n), ...beside()])
      assert.equal(exactly.outcome, 'held')
      await bench.ledger.release({ key: open, holdId: open })
      assert.equal((await hold(personId, 5_000n)).outcome, 'held')
    })

  test('the month’s cap is named before the day’s, since it lasts longer', async ({ assert }) => {
    const personId = await capped({ daily: 3_000n, monthly: 3_000n })
    await pay(personId, 2_500n)
    assert.containsSubset(await hold(personId, 1_000n), {
      outcome: 'cap_reached',
      period: 'month',
      cap: 3_000n,
      spent: 2_500n,
      resetsAt: nextMonth(),
    })
  })

  test('what was spent before the cap counts, and what a partial capture left does not', async ({
    assert,
  }) => {
    const personId = await bench.fan({ promo: 5_000n, purchased: 5_000n })
    const holdId = await bench.held({ personId, amount: 4_000n })
    await bench.ledger.capture({ key: holdId, holdId, amount: 1_500n })
    await bench.ledger.setCaps(personId, { daily: 2_000n, monthly: null })
    assert.containsSubset(await hold(personId, 501n), { outcome: 'cap_reached', spent: 1_500n })
    assert.deepEqual(await bench.ledger.caps(personId), {
      caps: { daily: 2_000n, monthly: null },
      spentToday: 1_500n,
      spentThisMonth: 1_500n,
    })
  })

  test('a new day and a new month begin at nothing', async ({ assert }) => {
    const personId = await capped({ daily: 1_000n, monthly: 1_800n })
    await pay(personId, 1_000n)
    assert.equal((await hold(personId, 1n)).outcome, 'cap_reached')
    await bench.sql(`update ledger_caps set day = day - 1, upto = upto where person_id = ?`, [
      personId,
    ])
    // Counted yesterday, but (unless it is the first) in this month.
    const next = await hold(personId, 800n)
    if (next.outcome === 'held')
      await bench.ledger.release({ key: next.holdId, holdId: next.holdId })
    await daysLater(personId, 40)
    const fresh = await hold(personId, 1_000n)
    assert.equal(fresh.outcome, 'held')
    // The journal says otherwise about these days, so the count is made anew for the books.
    await bench.ledger.setCaps(personId, { daily: 1_000n, monthly: null })
  })

  test('no cap is no limit, and caps() tells what was spent all the same', async ({ assert }) => {
    const personId = await capped({ daily: 0n })
    assert.equal((await hold(personId, 1n)).outcome, 'cap_reached')
    await bench.ledger.setCaps(personId, { daily: null, monthly: null })
    await pay(personId, 70_000n)
    assert.deepEqual(await bench.ledger.caps(personId), {
      caps: { daily: null, monthly: null },
      spentToday: 70_000n,
      spentThisMonth: 70_000n,
    })
    await bench.held({ personId, amount: 5n })
    assert.equal((await bench.ledger.caps(personId)).spentToday, 70_005n)
  })

  test('a key that was held before is held again, whatever the cap', async ({ assert }) => {
    const personId = await capped({ daily: 1_000n })
    const request = { key: randomUUID(), personId, amount: 900n, creatorId: null, memo }
    const first = await bench.ledger.hold(request)
    assert.deepEqual(await bench.ledger.hold(request), first)
  })

  test('merged people keep the lower limit of both, and what both spent counts', async ({
    assert,
  }) => {
    const [from, into] = [
      await capped({ daily: 9_000n }),
      await capped({ daily: 20_000n, monthly: 5_000n }),
    ]
    await pay(from, 3_000n)
    await pay(into, 1_000n)
    await bench.sql('select ledger_merge(?, ?)', [from, into])
    assert.deepEqual(await bench.ledger.caps(into), {
      caps: { daily: 9_000n, monthly: 5_000n },
      spentToday: 4_000n,
      spentThisMonth: 4_000n,
    })
    await pay(into, 500n)
    assert.containsSubset(await hold(into, 501n), { outcome: 'cap_reached', spent: 4_500n })
  })

  test('what is no cap is refused', async ({ assert }) => {
    await assert.rejects(() => bench.ledger.setCaps(randomUUID(), { daily: -1n, monthly: null }))
  })

  test('no number of parallel holds gets past a cap', async ({ assert }) => {
    const ledgers = [
      bench.ledger,
      ...[1, 2].map(() => makeLedger({ database: bench.database, settings: ledgerSettings })),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 0n, max: 20_000n }),
        fc.array(
          fc.record({
            amount: fc.bigInt({ min: 1n, max: 3_000n }),
            then: fc.constantFrom('capture', 'half', 'release', 'leave'),
          }),
          { minLength: 5, maxLength: 30 }
        ),
        async (daily, wishes) => {
          const personId = await capped({ daily })
          let taken = 0n
          let refused = 0n
          await Promise.all(
            wishes.map(async ({ amount, then }, n) => {
              const ledger = ledgers[n % 3] ?? bench.ledger
              const held = await hold(personId, amount, ledger)
              if (held.outcome !== 'held') {
                assert.equal(held.outcome, 'cap_reached')
                if (held.outcome === 'cap_reached') {
                  assert.isTrue(held.spent <= daily && held.spent + amount > daily)
                }
                refused += amount
                return
              }
              const [key, { holdId }] = [randomUUID(), held]
              if (then === 'release') return ledger.release({ key, holdId })
              const part = then === 'half' ? (amount + 1n) / 2n : amount
              taken += part
              if (then !== 'leave') return ledger.capture({ key, holdId, amount: part })
            })
          )
          const { spentToday } = await bench.ledger.caps(personId)
          assert.equal(spentToday, taken)
          assert.isTrue(taken <= daily)
          const asked = wishes.reduce((sum, { amount }) => sum + amount, 0n)
          if (asked <= daily) assert.equal(refused, 0n)
        }
      ),
      { numRuns: 25, endOnFailure: true }
    )
  }).timeout(60_000)
})
