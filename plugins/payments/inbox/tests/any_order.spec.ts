import fc from 'fast-check'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { makeWorker } from '#app/job_kit/make_worker'
import { sql } from '#app/support/sql'
import { paymentsServices } from '#plugins/payments/services'
import type { Fact } from '#plugins/payments/gateways/gateway'
import {
  StandInGateway,
  anEvent,
  connect,
  signatureOf,
} from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { aPerson, anOrder, paid } from '#plugins/payments/reconciliation/tests/support'
import { until } from '#tests/support/until'

const URL = `http://${process.env.HOST}:${process.env.PORT}/webhooks/stripe`

async function post(eventId: string): Promise<number> {
  const body = JSON.stringify({ id: eventId, type: 'something.happened' })
  const headers = { 'content-type': 'application/json', 'x-signature': signatureOf(body) }
  return (await fetch(URL, { method: 'POST', headers, body })).status
}

test.group('Webhooks, from the wire to the wallet', (group) => {
  const stripe = new StandInGateway('stripe')
  group.setup(() => connect(stripe))
  group.setup(async () => {
    const worker = await makeWorker(app)
    await worker.start()
    return () => worker.stop()
  })

  const tells = (...facts: Fact[]): string => {
    const id = anEvent()
    stripe.facts.set(id, facts)
    return id
  }

  const worked = (events: readonly string[]) =>
    until(
      async () => {
        const [left] = await sql<{ count: bigint }>(
          `select count(*) as count from payments_events where event_id = any(:events) and state = 'new'`,
          { events: [...events] }
        )
        return left?.count === 0n
      },
      { within: 30_000, what: 'the events to be worked on' }
    )

  test('in any order and any number of times, each payment is in the wallet once', async ({
    assert,
  }) => {
    const { ledger } = await paymentsServices()
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (random) => {
        const person = await aPerson()
        const [kept, returned] = [0, 1].map(() => paid(null))
        if (!kept || !returned) throw new Error('Two payments')
        const orders = [await anOrder(person, 'stripe'), await anOrder(person, 'stripe')] as const
        const lie = paid(await anOrder(person, 'stripe'), { amount: 1n })
        const refund = {
          kind: 'refunded',
          payment: returned.payment,
          refund: `re_${returned.payment}`,
          amount: null,
          at: new Date(),
        } as const
        const events = [
          tells({ ...kept, order: { id: orders[0] } }),
          tells({ ...kept, order: { id: orders[0] } }),
          tells({ ...returned, order: { id: orders[1] } }),
          tells(refund),
          tells(lie),
          tells(),
        ]
        const storm = [...events, ...events.slice(0, 4)]
          .map((event) => ({ event, at: random.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
        const answers = await Promise.all(storm.map(({ event }) => post(event)))
        assert.deepEqual([...new Set(answers)], [200])
        await worked(events)
        const { buckets } = await ledger.balance(person)
        assert.containSubset(buckets, { purchased: 500_000n })
      }),
      { numRuns: 8 }
    )
  }).timeout(60_000)

  test('a gateway that does not answer is asked again, without another webhook', async ({
    assert,
  }) => {
    const person = await aPerson()
    const event = tells(paid(await anOrder(person, 'stripe')))
    stripe.failures = 1
    assert.equal(await post(event), 200)
    await worked([event])
    const { ledger } = await paymentsServices()
    assert.equal((await ledger.balance(person)).buckets.purchased, 500_000n)
    assert.deepEqual(
      stripe.reads.filter((read) => read === event),
      [event, event]
    )
  })
})
