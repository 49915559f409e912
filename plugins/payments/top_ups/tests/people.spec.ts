import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import { runTopUps } from '#plugins/payments/top_ups/actions/run_top_ups'
import forgetCustomerJob from '#plugins/payments/top_ups/jobs/forget_customer'
import people from '#plugins/payments/top_ups/people_part'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'
import { everybodyOff, FanWithCard } from '#plugins/payments/top_ups/tests/support/fan_with_card'
import { buyerOn } from '#plugins/payments/tests/support/counter'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'

test.group('Top-ups | people', (group) => {
  let stripe: StripeEmulator
  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    return async () => {
      await everybodyOff()
      await stripe.close()
    }
  })

  const part = async () => people(await paymentsContext())
  const merged = async (from: string, into: string) => {
    const { merge } = await part()
    return db.transaction(async (trx) => merge?.({ from, into, trx }))
  }
  /** Customers that Stripe is to forget, once the job has run. */
  const forgetThem = async (customer: string): Promise<void> => {
    const [stripeGateway] = [
      ...(await (await paymentsContext()).app.container.make('gateways')).values(),
    ]
    if (!stripeGateway) throw new Error('No gateway')
    const rows = await sql<{ payload: { customer: string } }>(
      `select payload from outbox where topic = 'payments.forget_customer' and key = :customer`,
      { customer }
    )
    const job = forgetCustomerJob(await paymentsContext())
    for (const { payload } of rows) {
      const topic = 'payments.forget_customer'
      const signal = new AbortController().signal
      await job({ topic, key: customer, payload, attempt: 1, signal })
      await job({ topic, key: customer, payload, attempt: 2, signal })
    }
  }

  test('cards and agreement go along with whoever had them', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn()
    const { person } = await buyerOn('telegram')
    assert.deepEqual(await merged(fan.id, person.id), { outcome: 'merged' })
    assert.equal(await findCustomer(person.id), fan.customer)
    assert.equal((await findTopUp(person.id))?.state, 'on')
    assert.isNull(await findTopUp(fan.id))
  })

  test('who stays keeps their own, and Stripe forgets the other cards', async ({ assert }) => {
    const [goes, stays] = [await FanWithCard.arrives(stripe), await FanWithCard.arrives(stripe)]
    await goes.turnsOn(600n)
    await stays.turnsOn(700n)
    const reset = await connect(...(await stays.services.gateways()).values())
    await merged(goes.id, stays.id)
    assert.equal((await findTopUp(stays.id))?.monthlyCap, 700n)
    assert.isNull(await findCustomer(goes.id))
    await forgetThem(goes.customer)
    reset()
    assert.isTrue(stripe.world.customers.get(goes.customer).deleted)
    assert.isUndefined(stripe.world.customers.get(stays.customer).deleted)
  })

  test('while a charge is under way nobody is merged or deleted; afterwards nothing is left', async ({
    assert,
  }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn()
    await runTopUps(fan.services)
    const { person } = await buyerOn('telegram')
    assert.deepEqual(await merged(fan.id, person.id), { outcome: 'refused', reason: 'busy' })
    const { forget, export: exported } = await part()
    const forgets = () =>
      db.transaction(async (trx) => forget?.({ personId: fan.id, accountIds: [], trx }))
    await assert.rejects(forgets)
    await fan.charged()
    assert.containSubset(await exported?.(fan.id), { state: 'on', card: 'visa 4242' })
    await forgets()
    assert.isNull(await findTopUp(fan.id))
    assert.isNull(await findCustomer(fan.id))
  })
})
