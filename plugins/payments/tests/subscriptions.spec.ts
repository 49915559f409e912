import fc from 'fast-check'
import { test } from '@japa/runner'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { settleLeft } from '#plugins/payments/actions/settle_left'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { dyingAfter } from '#plugins/payments/tests/support/dying'
import { fillRevenue } from '#plugins/payments/tests/support/lives'
import { toldOf } from '#plugins/payments/tests/support/sales'
import {
  endOf,
  eventful,
  memberships,
  open,
  type Membership,
  type Subscribed,
} from '#plugins/payments/tests/support/subscribed'
import { verifyBooks } from '#tests/support/books'

const tell = (of: Subscribed, facts: readonly Fact[]): Promise<void> =>
  applyFacts(of.services, 'test', facts)

/** The numbers of facts in some order, each at least once, cut into some calls. */
const orders = (count: number): fc.Arbitrary<number[][]> => {
  const each = Array.from({ length: count }, (_, index) => index)
  return fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: count + 5, maxLength: count + 5 })
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

const factsIn = ({ periods, states, ends }: Membership): number =>
  states.length +
  (ends ? 1 : 0) +
  periods.reduce((all, { refund, dispute }) => {
    const refunds = refund ? (refund.failed ? 2 : 1) : 0
    const disputes = dispute === null ? 0 : dispute === 'open' ? 1 : 2
    return all + 1 + refunds + disputes
  }, 0)

/** A dispute is told first; then a refund of all that is left has its coins. */
const disputedThenRefunded: [Membership, number[][]] = [
  {
    periods: [
      { refund: { part: null, failed: false }, dispute: 'open' },
      { refund: null, dispute: null },
    ],
    states: Array.from({ length: 4 }, () => ({ state: 'running', renews: false })),
    ends: true,
  },
  [
    [2, 3, 5, 4, 6, 0],
    [8, 1, 7],
  ],
]

test.group('Payments | subscriptions', (group) => {
  group.tap((one) => one.timeout(240_000))
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())

  test('any order and repetition of its facts ends in the same books and the same news', async ({
    assert,
  }) => {
    const shuffled = memberships.chain((life) => fc.tuple(fc.constant(life), orders(factsIn(life))))
    await fc.assert(
      fc.asyncProperty(shuffled, async ([life, calls]) => {
        const inOrder = await open(life)
        for (const fact of inOrder.facts) await tell(inOrder, [fact])
        const mixed = await open(life)
        for (const call of calls)
          await tell(
            mixed,
            call.flatMap((at) => mixed.facts[at] ?? [])
          )
        assert.equal(await endOf(mixed), await endOf(inOrder))
      }),
      { numRuns: 30, examples: [[disputedThenRefunded]] }
    )
  })

  test('several workers at once end in the same', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(memberships, async (life) => {
        const inOrder = await open(life)
        await tell(inOrder, inOrder.facts)
        const mixed = await open(life)
        await Promise.all(
          [...mixed.facts, ...mixed.facts.toReversed()].map((fact) => tell(mixed, [fact]))
        )
        assert.equal(await endOf(mixed), await endOf(inOrder))
      }),
      { numRuns: 10 }
    )
  })

  test('each period is told once, and what did not change is not told', async ({ assert }) => {
    const life = await open(eventful)
    for (let times = 0; times < 3; times++) {
      for (const fact of life.facts) await tell(life, [fact])
    }
    assert.lengthOf(await toldOf('sold', life.order.id), 3)
    assert.deepEqual(
      (await toldOf('subscription_changed', life.order.id)).map(({ state, renews }) => [
        state,
        renews,
      ]),
      [
        ['running', true],
        ['past_due', true],
        ['running', false],
        ['ended', false],
      ]
    )
  })

  test('free days begin it before anything is paid', async ({ assert }) => {
    const life = await open({ ...eventful, ends: false })
    const begins = life.facts.filter(({ kind }) => kind === 'subscription_changed').slice(0, 1)
    await tell(life, begins)
    assert.lengthOf(await toldOf('subscription_changed', life.order.id), 1)
    assert.isEmpty(await toldOf('sold', life.order.id))
  })

  test('a process that dies at any step: told again, or found by the job, it ends the same', async ({
    assert,
  }) => {
    const life: Membership = { ...eventful, periods: eventful.periods.slice(0, 2) }
    const sound = await open(life)
    await tell(sound, sound.facts)
    const expected = await endOf(sound)
    let died = true
    for (let step = 0; died; step++) {
      const again = await open(life)
      ;({ died } = await dyingAfter(step, again.services, (services) =>
        applyFacts(services, 'test', again.facts)
      ))
      if (step % 2) await settleLeft(again.services, -1)
      await tell(again, again.facts)
      assert.equal(await endOf(again), expected, `dying before step ${step + 1}`)
      if (!died) assert.isAbove(step, 30, 'steps were watched')
    }
  })
})
