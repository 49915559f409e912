import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { transcript } from '#bots/web/transcript'
import app from '@adonisjs/core/services/app'
import { sql } from '#app/support/sql'
import { Fan } from '#app/bot_kit/testing/conversation'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentsServices } from '#plugins/payments/services'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { withPacks } from '#plugins/payments/packs/tests/support/packs'
import { OpenGateway } from '#plugins/payments/shop/tests/support'
import { jobsNaming, runJobs } from '#plugins/payments/tests/support/jobs'

/** Goes on once the coins are there; any command would do, this one says what is in the wallet. */
const WAITING = JSON.stringify({ command: 'balance' })

test.group('What waited for coins', (group) => {
  const stripe = new OpenGateway('stripe', ['USD'])
  group.each.setup(() => connect(stripe))
  group.each.setup(() => withPacks())

  /** A fan on the web, without coins, who orders a pack while something waits. */
  async function orders(resume: string | null = WAITING): Promise<Fan> {
    const visitor = randomUUID()
    const fan = new Fan(visitor, { frontend: 'web', platformId: visitor, place: { id: visitor } })
    const identity = await app.container.make('identity')
    await identity.join((await fan.identified()).account.id)
    await fan.sends({
      kind: 'invoke',
      invocation: { command: 'get_coins', options: resume === null ? {} : { resume } },
    })
    await fan.presses('100 coins · $0.99')
    return fan
  }

  /** The newest order is paid; resolves when the coins are in the books. */
  async function pays(payment = `pay_${randomUUID()}`): Promise<string> {
    const order = stripe.orders.at(-1)
    if (!order) throw new Error('Nobody ordered')
    await applyFacts(await paymentsServices(), 'stripe', [
      {
        kind: 'paid',
        payment,
        order: { id: order.id },
        buyer: null,
        packId: null,
        amount: order.amount,
        currency: order.currency,
        at: new Date(),
      },
    ])
    const [row] = await sql<{ id: string }>(
      'select id from payments_payments where provider_payment = :payment',
      { payment }
    )
    return row?.id ?? ''
  }

  /** What the worker does once coins are there. */
  async function goesOn(payment: string): Promise<void> {
    await runJobs('payments.credited', payment)
    await runJobs('payments.say_receipt', payment)
    await runJobs('payments.resume_waiting', payment)
  }

  /** The titles of what the program wrote into the fan's conversation by itself, oldest first. */
  async function written(fan: Fan): Promise<string[]> {
    const messages = await transcript.since(fan.platformId, 0)
    return messages.map(({ body }) =>
      'title' in body ? body.title : 'text' in body ? body.text : ''
    )
  }

  test('goes on after the receipt, in the place where it was asked, once', async ({ assert }) => {
    const fan = await orders()
    const payment = await pays()
    await goesOn(payment)
    const first = await written(fan)
    assert.lengthOf(first, 2)
    assert.match(first[0] ?? '', /Your coins are here/)
    assert.match(first[1] ?? '', /100 coins/)
    // Jobs run at least once, and an old checkout may be paid twice: that is coins, not another answer.
    await goesOn(payment)
    assert.lengthOf(await written(fan), 2)
    await goesOn(await pays())
    const second = await written(fan)
    assert.lengthOf(second, 3)
    assert.match(second[2] ?? '', /Your coins are here/)
  })

  test('a receipt that cannot be said holds nothing up', async ({ assert, cleanup }) => {
    await orders()
    const payment = await pays()
    await runJobs('payments.credited', payment)
    const messenger = await app.container.make('messenger')
    const { say } = messenger
    cleanup(() => void Object.assign(messenger, { say }))
    Object.assign(messenger, { say: () => Promise.reject(new Error('The platform is away')) })
    await assert.rejects(() => runJobs('payments.say_receipt', payment), 'The platform is away')
    assert.lengthOf(await jobsNaming('payments.resume_waiting', payment), 1)
  })

  test('nothing goes on for an order that held nothing up', async ({ assert }) => {
    const fan = await orders(null)
    await goesOn(await pays())
    assert.lengthOf(await written(fan), 1)
  })

  test('nothing goes on, and nothing fails, for somebody who was deleted', async ({ assert }) => {
    const fan = await orders()
    const { person } = await fan.identified()
    const payment = await pays()
    const identity = await app.container.make('identity')
    await identity.deletePerson(person?.id ?? '')
    await goesOn(payment)
    assert.lengthOf(await written(fan), 0)
  })

  test('a button that carries nonsense buys coins all the same', async ({ assert }) => {
    const fan = await orders('{"command": 7}')
    assert.equal(fan.seen.at(-1)?.node.kind, 'pay')
    await goesOn(await pays())
    assert.lengthOf(await written(fan), 1)
  })
})
