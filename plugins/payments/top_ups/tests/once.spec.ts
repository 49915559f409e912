import fc from 'fast-check'
import { test } from '@japa/runner'
import { runTopUps } from '#plugins/payments/top_ups/actions/run_top_ups'
import { stopTopUp } from '#plugins/payments/top_ups/actions/set_top_up'
import { everybodyOff, FanWithCard } from '#plugins/payments/top_ups/tests/support/fan_with_card'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'
import { verifyBooks } from '#tests/support/books'

/** Each run speaks to Stripe's emulator and to the database for about half a second. */
const RUNS = 15
const CHARGES = /POST \/v1\/payment_intents$/

/** What can happen, in any order; a step that breaks off is what a crash or a bad network leaves. */
const STEPS = {
  schedule: (fan: FanWithCard) => runTopUps(fan.services),
  scheduleTwice: (fan: FanWithCard) =>
    Promise.all([runTopUps(fan.services), runTopUps(fan.services)]),
  job: (fan: FanWithCard) => fan.charged(),
  jobTwice: (fan: FanWithCard) => Promise.all([fan.charged(), fan.charged()]),
  cutBefore: (fan: FanWithCard) => {
    fan.stripe.faults.plan(CHARGES, { kind: 'cut', when: 'before' }, 2)
    return fan.charged()
  },
  cutAfter: (fan: FanWithCard) => {
    fan.stripe.faults.plan(CHARGES, { kind: 'cut', when: 'after' }, 2)
    return fan.charged()
  },
  broken: (fan: FanWithCard) => {
    fan.stripe.faults.plan(CHARGES, { kind: 'status', status: 500 }, 2)
    return fan.charged()
  },
  events: (fan: FanWithCard) => fan.eventsCome(),
  spends: (fan: FanWithCard) => fan.spendsAll(),
  hour: (fan: FanWithCard) => fan.hoursPass(1),
  stops: (fan: FanWithCard) => stopTopUp(fan.id),
  starts: (fan: FanWithCard) => fan.turnsOn(1_500n),
} satisfies Record<string, (fan: FanWithCard) => Promise<unknown>>
type Step = keyof typeof STEPS

const steps = fc.array(
  fc.constantFrom<Step>(
    ...(['schedule', 'schedule', 'scheduleTwice', 'job', 'job', 'jobTwice'] as const),
    ...(['cutBefore', 'cutAfter', 'cutAfter', 'broken', 'events', 'spends', 'spends'] as const),
    ...(['hour', 'hour', 'stops', 'starts', 'starts'] as const)
  ),
  { minLength: 4, maxLength: 14 }
)

test.group('Top-ups | once', (group) => {
  let stripe: StripeEmulator
  group.setup(async () => {
    stripe = await startStripeEmulator()
    return () => stripe.close()
  })
  group.each.teardown(() => everybodyOff())

  test('in any order, with any break, a card is charged once per order and every charge is credited', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(steps, async (names) => {
        await everybodyOff()
        const fan = await FanWithCard.arrives(stripe)
        await fan.turnsOn(1_500n)
        let spent = 0n
        for (const name of names) {
          if (name === 'spends') spent += await fan.coins()
          // What breaks off is tried again later: by the job, by the schedule.
          await Promise.resolve(STEPS[name](fan)).catch(() => null)
          stripe.faults.clear()
          const open = (await fan.states()).filter((state) => state === 'open')
          assert.isAtMost(open.length, 1, 'one at a time')
        }
        await fan.charged()
        await fan.eventsCome()
        await runTopUps(fan.services)

        const charges = fan.charges()
        const orders = charges.map(({ metadata }) => metadata.order_id)
        assert.lengthOf(new Set(orders), charges.length, 'once per order')
        assert.isAtMost(charges.length, 3, 'no more than the cap of $15 allows')
        assert.equal(spent + (await fan.coins()), 550n * BigInt(charges.length))
      }),
      { numRuns: RUNS }
    )
    await verifyBooks()
  }).timeout(100_000)
})
