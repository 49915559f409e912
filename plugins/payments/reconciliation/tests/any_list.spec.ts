import fc from 'fast-check'
import { test } from '@japa/runner'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentsServices } from '#plugins/payments/services'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { StandInGateway, connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import {
  AGO,
  PRICE,
  aPerson,
  anOrder,
  atAccount,
  forgetPayments,
  lists,
  openDifferences,
  paid,
  reconciled,
} from '#plugins/payments/reconciliation/tests/support'

/** One payment: what became of it at the gateway, which of its events got here, and what is made to differ. */
const payments = fc.array(
  fc.record({
    fee: fc.option(fc.bigInt(0n, 40n)),
    told: fc.boolean(),
    refund: fc.option(fc.record({ amount: fc.bigInt(1n, PRICE), told: fc.boolean() })),
    dispute: fc.option(fc.record({ told: fc.boolean() })),
    differs: fc.constantFrom(
      'nothing',
      'nothing',
      'amount',
      'currency',
      'gone',
      'nobody',
      'refund_amount',
      'refund_gone'
    ),
  }),
  { maxLength: 6 }
)
type Case = (typeof payments extends fc.Arbitrary<infer T> ? T : never)[number]

interface Built {
  /** What got here before the run. */
  told: Fact[]
  expected: string[]
  /** Minor units that have to be at the gateway's account, and at the fees. */
  gateway: bigint
  fees: bigint
}

test.group('Any list of a gateway', (group) => {
  group.setup(() => forgetPayments())

  test('after one run nothing is missed, and just what differs is open', async ({ assert }) => {
    const person = await aPerson()
    const services = await paymentsServices()
    let number = 0

    const build = async (stripe: StandInGateway, one: Case): Promise<Built> => {
      number++
      const { differs, fee } = one
      const nobody = differs === 'nobody'
      const payment = paid(nobody ? null : await anOrder(person, 'stripe'))
      const name = payment.payment
      const built: Built = { told: [], expected: [], gateway: 0n, fees: 0n }
      const differing = ['amount', 'currency', 'gone', 'refund_gone'].includes(differs)
      if (one.told || differing || differs === 'refund_amount') built.told.push(payment)

      if (differs === 'gone') {
        built.expected.push(`payment ${name} unknown_there`)
        return { ...built, gateway: PRICE }
      }
      if (nobody) {
        lists(stripe, payment, fee)
        built.expected.push(`payment ${name} unknown_here`)
        return built
      }
      const kept = differs === 'amount' || differs === 'currency' ? 0n : (fee ?? 0n)
      if (differs === 'amount') lists(stripe, { ...payment, amount: 600n }, fee)
      else if (differs === 'currency') lists(stripe, { ...payment, currency: 'INR' }, fee)
      else lists(stripe, payment, fee)
      if (differs === 'amount' || differs === 'currency') {
        built.expected.push(`payment ${name} ${differs}_differs`)
      }
      built.fees += kept
      built.gateway += PRICE - kept

      const wants = differs.startsWith('refund')
      const refund = one.refund ?? (wants ? { amount: 200n, told: true } : null)
      if (refund) {
        const fact = { payment: name, refund: `re_${number}`, amount: refund.amount, at: AGO }
        const here = { kind: 'refunded', ...fact } as const
        if (refund.told || wants) built.told.push(here)
        built.gateway -= refund.amount
        if (differs === 'refund_amount') lists(stripe, { ...here, amount: refund.amount + 1n })
        else if (differs !== 'refund_gone') lists(stripe, here)
        if (differs === 'refund_amount') built.expected.push(`refund re_${number} amount_differs`)
        if (differs === 'refund_gone') built.expected.push(`refund re_${number} unknown_there`)
      }
      if (one.dispute) {
        const dispute = `dp_${number}`
        const fact = { payment: name, dispute, amount: PRICE, fee: 15n, at: AGO }
        if (one.dispute.told) built.told.push({ kind: 'disputed', ...fact })
        lists(stripe, { kind: 'disputed', ...fact })
        built.gateway -= PRICE + 15n
        built.fees += 15n
      }
      return built
    }

    await fc.assert(
      fc.asyncProperty(payments, fc.nat(), async (cases, turn) => {
        await forgetPayments()
        const stripe = new StandInGateway('stripe')
        const back = await connect(stripe)
        try {
          const [gateway, fees] = [await atAccount('gateway_stripe'), await atAccount('fees')]
          const built = []
          for (const one of cases) built.push(await build(stripe, one))
          // Facts and lines come in any order.
          const told = built.flatMap((one) => one.told)
          for (const fact of rotated(told, turn)) await applyFacts(services, 'stripe', [fact])
          stripe.records = rotated(stripe.records, turn)

          const expected = built.flatMap((one) => one.expected).toSorted()
          const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n)
          const books = [
            gateway + sum(built.map((one) => one.gateway)),
            fees + sum(built.map((one) => one.fees)),
          ]
          for (let run = 0; run < 2; run++) {
            await reconciled(stripe)
            assert.deepEqual(await openDifferences(), expected)
            assert.deepEqual([await atAccount('gateway_stripe'), await atAccount('fees')], books)
          }
          assert.equal((await reconciled(stripe)).repaired, 0)
        } finally {
          back()
        }
      }),
      { numRuns: 15 }
    )
  }).timeout(180_000)
})

const rotated = <T>(all: readonly T[], by: number): T[] => {
  const at = all.length === 0 ? 0 : by % all.length
  return [...all.slice(at), ...all.slice(0, at)]
}
