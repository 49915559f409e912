import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { findOrder } from '#plugins/payments/queries/find_order'
import { stopTopUp } from '#plugins/payments/top_ups/actions/set_top_up'
import { chargeAttempt } from '#plugins/payments/top_ups/actions/charge_attempt'
import { runTopUps } from '#plugins/payments/top_ups/actions/run_top_ups'
import { everybodyOff, FanWithCard } from '#plugins/payments/top_ups/tests/support/fan_with_card'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'

test.group('Top-ups', (group) => {
  let stripe: StripeEmulator
  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    return async () => {
      await everybodyOff()
      await stripe.close()
    }
  })

  /** What the schedule does, and the job after it. */
  const oneRound = async (fan: FanWithCard): Promise<void> => {
    await runTopUps(fan.services)
    await fan.charged()
  }

  test('coins run low: the pack is bought once, and the fan’s words are kept', async ({
    assert,
  }) => {
    const fan = await FanWithCard.arrives(stripe)
    await oneRound(fan)
    assert.deepEqual(await fan.attempts(), [], 'it is off until the fan turns it on')
    assert.deepEqual(await fan.turnsOn(), { outcome: 'on' })
    await oneRound(fan)
    assert.equal(await fan.coins(), 550n)
    assert.deepEqual(await fan.states(), ['paid'])
    await fan.eventsCome()
    await oneRound(fan)
    assert.equal(await fan.coins(), 550n, 'the event says what is known')
    assert.lengthOf(fan.charges(), 1)

    const [attempt] = await fan.attempts()
    assert.equal((await findOrder(attempt?.order_id ?? ''))?.state, 'paid')
    const [credited] = await sql<{ count: bigint }>(
      `select count(*) as count from payments_payments p join outbox o on o.topic = 'payments.credited'
         and o.payload->>'paymentId' = p.id::text where p.order_id = :id`,
      { id: attempt?.order_id ?? '' }
    )
    assert.equal(credited?.count, 1n, 'a receipt like any other')
    const [agreed] = await sql<{ consent: string; consented_at: Date }>(
      'select consent, consented_at from payments_top_ups where person_id = :id',
      { id: fan.id }
    )
    assert.equal(agreed?.consent, 'Buy Popular for $4.99 below 50 coins')
    assert.isBelow(Date.now() - (agreed?.consented_at.getTime() ?? 0), 60_000)
  })

  test('enough coins, a moment ago, or off: nothing is bought', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn()
    await oneRound(fan)
    await fan.hoursPass(1)
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 1, 'enough coins')
    await fan.spendsAll()
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 2)
    await fan.spendsAll()
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 2, 'the last purchase was a moment ago')
    await stopTopUp(fan.id)
    await fan.hoursPass(1)
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 2)
  })

  test('no more than the cap in a month', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn(1_000n)
    for (let round = 0; round < 4; round++) {
      await oneRound(fan)
      await fan.spendsAll()
      await fan.hoursPass(1)
    }
    assert.deepEqual(await fan.states(), ['paid', 'paid'])
    assert.deepEqual(await fan.told(), ['capped'])
    assert.equal(await fan.state(), 'on', 'next month it goes on')
  })

  test('the fan’s own spending limit holds', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn()
    await sql('insert into payments_money_limits (person_id, daily) values (:id, 100)', {
      id: fan.id,
    })
    await oneRound(fan)
    assert.deepEqual(await fan.attempts(), [])
    assert.deepEqual(await fan.told(), ['limited'])
  })

  test('a declined card is asked twice, half a day apart, and then no more', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe, 'insufficient_funds')
    await fan.turnsOn()
    await oneRound(fan)
    assert.containSubset(await fan.attempts(), [
      { state: 'declined', reason: 'insufficient_funds' },
    ])
    await fan.hoursPass(11)
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 1)
    assert.equal(await fan.state(), 'on')
    await fan.hoursPass(2)
    await oneRound(fan)
    assert.deepEqual(await fan.states(), ['declined', 'declined'])
    assert.equal(await fan.state(), 'declined')
    await fan.hoursPass(48)
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 2)
    assert.deepEqual(await fan.told(), ['declined_once', 'declined'])

    stripe.deeds.setCard(fan.card, 'succeeds')
    await fan.turnsOn()
    await oneRound(fan)
    assert.equal(await fan.coins(), 550n)
  })

  test('the bank wants the fan: they finish the same order by a link, once, and it goes on', async ({
    assert,
  }) => {
    const fan = await FanWithCard.arrives(stripe, 'authentication_required')
    await fan.turnsOn()
    await oneRound(fan)
    assert.deepEqual(await fan.states(), ['authentication'])
    assert.equal(await fan.state(), 'authentication')
    assert.deepEqual(await fan.told(), ['authentication'])
    assert.deepEqual(
      stripe.world.intents.all().map(({ status }) => status),
      ['canceled'],
      'the charge cannot go on beside the page'
    )
    await fan.hoursPass(1)
    await oneRound(fan)
    assert.lengthOf(await fan.attempts(), 1, 'no further attempt meanwhile')

    const [attempt] = await fan.attempts()
    const order = await findOrder(attempt?.order_id ?? '')
    const stripeHere = (await fan.services.gateways()).get('stripe')
    const checkout = order && (await stripeHere?.open(order))
    if (checkout?.outcome !== 'open' || checkout.way.kind !== 'link') throw new Error('No link')
    stripe.deeds.pay(checkout.way.url)
    await fan.eventsCome()
    assert.equal(await fan.coins(), 550n)
    await oneRound(fan)
    assert.deepEqual(await fan.states(), ['paid'])
    assert.equal(await fan.state(), 'on')
    assert.lengthOf(fan.charges(), 1)
  })

  test('a link that nobody follows ends with its order, and stays paused', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe, 'authentication_required')
    await fan.turnsOn()
    await oneRound(fan)
    const [attempt] = await fan.attempts()
    await sql(`update payments_orders set state = 'abandoned' where id = :id`, {
      id: attempt?.order_id ?? '',
    })
    await oneRound(fan)
    assert.deepEqual(await fan.states(), ['abandoned'])
    assert.equal(await fan.state(), 'authentication')
  })

  test('a card that is gone, a higher price and a pack that is gone pause it', async ({
    assert,
  }) => {
    const gone = await FanWithCard.arrives(stripe)
    await gone.turnsOn()
    stripe.world.paymentMethods.get(gone.card).customer = null
    await oneRound(gone)
    assert.deepEqual(await gone.states(), ['refused'])
    assert.equal(await gone.state(), 'card')

    const dearer = await FanWithCard.arrives(stripe)
    await dearer.turnsOn()
    await sql('update payments_top_ups set amount = 498 where person_id = :id', { id: dearer.id })
    await oneRound(dearer)
    assert.deepEqual(await dearer.attempts(), [])
    assert.equal(await dearer.state(), 'price')

    const unsold = await FanWithCard.arrives(stripe)
    await unsold.turnsOn()
    await sql(`update payments_top_ups set pack_id = 'no_such' where person_id = :id`, {
      id: unsold.id,
    })
    await oneRound(unsold)
    assert.equal(await unsold.state(), 'pack')
    assert.deepEqual(await unsold.told(), ['pack'])
  })

  test('turned off between order and charge, nothing is charged', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn()
    await runTopUps(fan.services)
    await stopTopUp(fan.id)
    await fan.charged()
    assert.deepEqual(await fan.states(), ['abandoned'])
    assert.deepEqual(fan.charges(), [])
  })

  test('an answer that was lost is found a day later, when Stripe has forgotten the key', async ({
    assert,
  }) => {
    const fan = await FanWithCard.arrives(stripe)
    await fan.turnsOn()
    await runTopUps(fan.services)
    stripe.faults.plan(/POST \/v1\/payment_intents/, { kind: 'cut', when: 'after' }, 2)
    await assert.rejects(() => fan.charged(), /Stripe is not available/)
    stripe.forgetKeys()
    await fan.hoursPass(30)
    // The emulator's clock did not move with ours.
    for (const intent of stripe.world.intents.all()) intent.created -= 30 * 3600
    const [attempt] = await fan.attempts()
    await chargeAttempt(fan.services, attempt?.id ?? '')
    assert.deepEqual(await fan.states(), ['paid'])
    assert.equal(await fan.coins(), 550n)
    assert.lengthOf(fan.charges(), 1)

    await fan.spendsAll()
    await fan.hoursPass(1)
    await runTopUps(fan.services)
    await fan.hoursPass(30)
    await fan.charged()
    assert.deepEqual(await fan.states(), ['paid', 'abandoned'], 'nothing was charged, and is not')
    assert.lengthOf(fan.charges(), 1)
  })

  test('a wish is checked wherever it comes from', async ({ assert }) => {
    const fan = await FanWithCard.arrives(stripe)
    const other = await FanWithCard.arrives(stripe)
    assert.deepEqual(await fan.turnsOn(498n), { outcome: 'refused', reason: 'cap' })
    assert.deepEqual(await fan.turnsOn(49_901n), { outcome: 'refused', reason: 'cap' })
    assert.deepEqual(await fan.turnsOn(49_900n), { outcome: 'on' })
    const thief = Object.assign(Object.create(fan), { card: other.card })
    assert.deepEqual(await thief.turnsOn(), { outcome: 'refused', reason: 'no_card' })
  })
})
