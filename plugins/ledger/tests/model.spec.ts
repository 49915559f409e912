import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { BUCKETS } from '#plugins/ledger/api'
import { makeLedger } from '#plugins/ledger/ledger'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { ledgerSettings } from '#plugins/ledger/settings'
import { fund, memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { MoneyModel } from '#plugins/ledger/tests/support/money_model'
import { moneyMoves, moves } from '#plugins/ledger/tests/support/moves'
import { cast, play } from '#plugins/ledger/tests/support/play'

test.group('Ledger | against a model', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  /** What the platform has, by the coins' kind. */
  const revenue = async () => {
    const [row] = await bench.sql(
      `select ${BUCKETS.map((b) => `coalesce(sum(balance) filter (where bucket = '${b}'), 0)::bigint as ${b}`).join(', ')}
       from ledger_accounts a cross join lateral ledger_accumulated(a.id) where a.kind = 'revenue'`
    )
    const of = (bucket: string) => BigInt(String(row?.[bucket]))
    return { promo: of('promo'), purchased: of('purchased'), earned: of('earned') }
  }

  /** Something else to do at the same moment, so that an operation travels in company: in the form for many. */
  const company = async () => {
    const { ledger } = bench
    await Promise.allSettled([
      ledger.hold({ key: randomUUID(), personId: randomUUID(), amount: 1n, creatorId: null, memo }),
      ledger.capture({ key: randomUUID(), holdId: randomUUID() }),
      ledger.release({ key: randomUUID(), holdId: randomUUID() }),
    ])
  }

  test('any sequence of operations gives what the model gives, {how}')
    .with([
      { how: 'each alone', beside: async () => {}, of: moves, least: 5, most: 40 },
      { how: 'each in company', beside: company, of: moves, least: 5, most: 40 },
      { how: 'money among them', beside: async () => {}, of: moneyMoves, least: 25, most: 70 },
    ])
    .run(async ({ assert }, { beside, of, least, most }) => {
      await fc.assert(
        fc.asyncProperty(fc.array(of, { minLength: least, maxLength: most }), async (sequence) => {
          const [run, model] = [cast(), new MoneyModel()]
          // The platform's coins of earlier runs are there to be taken back, too.
          Object.assign(model.revenue, await revenue())
          for (const move of sequence) {
            const [{ expected, said }] = await Promise.all([
              play(bench, move, run, model),
              beside(),
            ])
            assert.equal(said, expected, move.do)
          }
          for (const personId of run.people) {
            const balance = await bench.ledger.balance(personId)
            assert.deepEqual(balance.buckets, model.wallet(personId))
            assert.deepEqual(balance.earnings, model.earningsOf(personId))
            assert.equal(balance.lifetimeSpent, model.spent.get(personId) ?? 0n)
            const owed = model.owedBy(personId)
            assert.equal(balance.owed, owed.promo + owed.purchased)
          }
          assert.deepEqual(await revenue(), model.revenue)
        }),
        { numRuns: 60, endOnFailure: true }
      )
      assert.deepEqual(brokenRules(await verifyBooks(bench.database)), [])
    })
    .timeout(120_000)

  test('operations that run at once leave books that balance', async ({ assert }) => {
    const another = makeLedger({ database: bench.database, settings: ledgerSettings })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(moneyMoves, { minLength: 1, maxLength: 12 }), {
          minLength: 2,
          maxLength: 8,
        }),
        async (sequences) => {
          const run = cast()
          for (const personId of run.people) await fund(bench.ledger, personId, 'purchased', 5_000n)
          // The model's words do not count here: who comes first is chance. Outcomes must fit the balances.
          await Promise.all(
            sequences.map(async (sequence, n) => {
              // Two processes' ledgers, whose calls meet in the database alone.
              const ledger = n % 2 ? bench.ledger : another
              for (const move of sequence) {
                // Everybody is merged into the first, as identity takes care that merges never meet in a circle.
                if (move.do === 'merge') Object.assign(move, { into: 0, from: move.from || 1 })
                await play(bench, move, run, new MoneyModel(), ledger)
              }
            })
          )
        }
      ),
      { numRuns: 25, endOnFailure: true }
    )
    const report = await verifyBooks(bench.database)
    assert.deepEqual(brokenRules(report), [])
    assert.isAbove(report.totals.transfers, 25)
  }).timeout(120_000)
})

const brokenRules = ({ checks }: Awaited<ReturnType<typeof verifyBooks>>) =>
  checks.filter(({ ok }) => !ok)
