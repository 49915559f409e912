import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { rollUp } from '#plugins/ledger/actions/roll_up'
import { sweepHolds } from '#plugins/ledger/actions/sweep_holds'
import { makeLedger } from '#plugins/ledger/ledger'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { ledgerSettings } from '#plugins/ledger/settings'
import { expireHolds, fund, memo, openBench } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'
import { LedgerModel } from '#plugins/ledger/tests/support/model'
import { draw, inWords, moves, PEOPLE } from '#plugins/ledger/tests/support/moves'
import type { Cast, Move } from '#plugins/ledger/tests/support/moves'

const cast = (): Cast => {
  const run = randomUUID()
  return {
    people: Array.from({ length: PEOPLE }, () => randomUUID()),
    holds: [],
    key: (number) => `${run}:${number}`,
  }
}
const at = (list: readonly string[], index: number): string => list[index] ?? randomUUID()

test.group('Ledger | against a model', (group) => {
  let bench: Bench
  group.setup(async () => {
    bench = await openBench()
    return () => bench.drop()
  })

  const sweep = async () => {
    await expireHolds(bench)
    await sweepHolds({ database: bench.database, settings: ledgerSettings })
  }

  /** Does a move in both worlds; gives what each said. */
  async function play(
    move: Move,
    { people, holds, key }: Cast,
    model: LedgerModel,
    ledger = bench.ledger
  ) {
    switch (move.do) {
      case 'hold': {
        const [personId, creatorId] = [
          at(people, move.fan),
          move.creator === null ? null : at(people, move.creator),
        ]
        const request = { key: key(move.key), personId, amount: move.amount, creatorId, memo }
        const expected = model.hold(request.key, personId, move.amount, creatorId)
        const asked = ledger.hold(request)
        const said = await inWords(asked, 'available', 'needed')
        if (said.startsWith('held')) {
          const outcome = await asked
          if (outcome.outcome === 'held' && !holds.includes(outcome.holdId)) {
            holds.push(outcome.holdId)
            model.name(request.key, outcome.holdId)
          }
        }
        return { expected, said }
      }
      case 'capture': {
        const request = { key: key(move.key), holdId: at(holds, move.hold), amount: move.amount }
        return {
          expected: model.capture(request.key, request.holdId, request.amount),
          said: await inWords(
            ledger.capture(request),
            'amount',
            'creatorShare',
            'platformShare',
            'available'
          ),
        }
      }
      case 'release': {
        const request = { key: key(move.key), holdId: at(holds, move.hold) }
        return {
          expected: model.release(request.key, request.holdId),
          said: await inWords(ledger.release(request), 'amount', 'available'),
        }
      }
      case 'fund': {
        const personId = at(people, move.fan)
        return {
          expected: model.fund(key(move.key), personId, move.bucket, move.amount),
          said: await inWords(fund(ledger, personId, move.bucket, move.amount, key(move.key))),
        }
      }
      case 'draw': {
        const creator = at(people, move.creator)
        const { from, to, amount } = move
        return {
          expected: model.draw(key(move.key), creator, from, to, amount),
          said: await inWords(
            draw(ledger, { key: key(move.key), creator, from, to, amount }),
            'available',
            'needed'
          ),
        }
      }
      case 'share': {
        await ledger.setCreatorShare(at(people, move.creator), move.basisPoints || 1)
        model.shares.set(at(people, move.creator), BigInt(move.basisPoints || 1))
        return { expected: '', said: '' }
      }
      case 'sweep': {
        await sweep()
        model.sweep()
        return { expected: '', said: '' }
      }
      case 'rollUp': {
        await rollUp(bench)
        return { expected: '', said: '' }
      }
    }
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
      { how: 'each alone', beside: async () => {} },
      { how: 'each in company', beside: company },
    ])
    .run(async ({ assert }, { beside }) => {
      await fc.assert(
        fc.asyncProperty(fc.array(moves, { minLength: 5, maxLength: 40 }), async (sequence) => {
          const [run, model] = [cast(), new LedgerModel()]
          for (const move of sequence) {
            const [{ expected, said }] = await Promise.all([play(move, run, model), beside()])
            assert.equal(said, expected, move.do)
          }
          for (const personId of run.people) {
            const balance = await bench.ledger.balance(personId)
            assert.deepEqual(balance.buckets, model.wallet(personId))
            assert.deepEqual(balance.earnings, model.earningsOf(personId))
            assert.equal(balance.lifetimeSpent, model.spent.get(personId) ?? 0n)
          }
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
        fc.array(fc.array(moves, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 8 }),
        async (sequences) => {
          const run = cast()
          for (const personId of run.people) await fund(bench.ledger, personId, 'purchased', 5_000n)
          // The model's words do not count here: who comes first is chance. Outcomes must fit the balances.
          await Promise.all(
            sequences.map(async (sequence, n) => {
              // Two processes' ledgers, whose calls meet in the database alone.
              const ledger = n % 2 ? bench.ledger : another
              for (const move of sequence) await play(move, run, new LedgerModel(), ledger)
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
