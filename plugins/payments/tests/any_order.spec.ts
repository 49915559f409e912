import fc from 'fast-check'
import { test } from '@japa/runner'
import type { Fact } from '#plugins/payments/gateways/gateway'
import {
  begin,
  endOf,
  fillRevenue,
  lives,
  spend,
  tell,
  type Life,
} from '#plugins/payments/tests/support/lives'
import { verifyBooks } from '#tests/support/books'

/** Indexes of facts in some order, each at least once, cut into some calls. */
const orders = (count: number): fc.Arbitrary<number[][]> => {
  const each = Array.from({ length: count }, (_, index) => index)
  return fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: Math.max(0, count - 1) }), {
        maxLength: count === 0 ? 0 : 4,
      }),
      fc.array(fc.boolean(), { minLength: count + 4, maxLength: count + 4 })
    )
    .chain(([again, cuts]) =>
      fc.shuffledSubarray([...each, ...again], { minLength: count + again.length }).map((all) => {
        const calls: number[][] = [[]]
        for (const [at, index] of all.entries()) {
          calls.at(-1)?.push(index)
          if (cuts[at]) calls.push([])
        }
        return calls
      })
    )
}

const numberOfFacts = ({ refunds, disputes }: Life): number =>
  refunds.reduce((all, { failed }) => all + (failed ? 2 : 1), 0) +
  disputes.reduce((all, { outcome }) => all + (outcome ? 2 : 1), 0)

const pick = (facts: readonly Fact[], which: readonly number[]): Fact[] =>
  which.flatMap((index) => facts[index] ?? [])

test.group('Payments | facts in any order', (group) => {
  group.tap((one) => one.timeout(120_000))
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())

  test('however often and in whichever order the gateway tells, the books end the same', async ({
    assert,
  }) => {
    const shuffled = lives.chain((life) =>
      fc.tuple(fc.constant({ ...life, spent: 0 }), orders(numberOfFacts(life) + 1))
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ([life, calls]) => {
        const inOrder = await begin(life)
        await tell(inOrder, [inOrder.paid, ...inOrder.after])
        const mixed = await begin(life)
        for (const call of calls) await tell(mixed, pick([mixed.paid, ...mixed.after], call))
        assert.equal(await endOf(mixed), await endOf(inOrder))
      }),
      { numRuns: 40 }
    )
  })

  test('also when the coins were spent before', async ({ assert }) => {
    const shuffled = lives.chain((life) => fc.tuple(fc.constant(life), orders(numberOfFacts(life))))
    await fc.assert(
      fc.asyncProperty(shuffled, async ([life, calls]) => {
        const inOrder = await begin(life)
        await tell(inOrder, [inOrder.paid])
        await spend(inOrder, life.spent)
        await tell(inOrder, inOrder.after)
        const mixed = await begin(life)
        await tell(mixed, [mixed.paid])
        await spend(mixed, life.spent)
        for (const call of calls) await tell(mixed, [mixed.paid, ...pick(mixed.after, call)])
        assert.equal(await endOf(mixed), await endOf(inOrder))
      }),
      { numRuns: 40 }
    )
  })

  test('several workers at once end in the same books', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        const inOrder = await begin(life)
        await tell(inOrder, [inOrder.paid, ...inOrder.after])
        const mixed = await begin(life)
        const facts = [mixed.paid, ...mixed.after]
        await Promise.all([...facts, ...facts.toReversed()].map((fact) => tell(mixed, [fact])))
        assert.equal(await endOf(mixed), await endOf(inOrder))
      }),
      { numRuns: 15 }
    )
  })
})
