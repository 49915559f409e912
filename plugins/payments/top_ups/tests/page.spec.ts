import { test } from '@japa/runner'
import { customerOf, findCustomer } from '#plugins/payments/gateways/stripe/customers'
import { gatewayOn } from '#plugins/payments/gateways/stripe/tests/support/counter'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { everybodyOff } from '#plugins/payments/top_ups/tests/support/fan_with_card'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('Top-ups | page', (group) => {
  let stripe: StripeEmulator
  let disconnect: () => void
  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    disconnect = await connect(gatewayOn(stripe))
    return async () => {
      disconnect()
      await everybodyOff()
      await stripe.close()
    }
  })

  const idOf = (visitor: WebVisitor): string => visitor.personId ?? ''
  const locationOf = (response: Response): string => response.headers.get('location') ?? ''

  test('a fan saves a card at Stripe, turns it on, and ends it', async ({ assert }) => {
    const fan = await WebVisitor.arrives()
    assert.include(await fan.reads('/account'), 'Cards and top-up')
    const before = await fan.reads('/top-ups')
    assert.include(before, 'No card is saved.')
    assert.include(before, 'Save a card first')
    assert.notInclude(before, 'Cards and invoices at Stripe')

    const saving = await fan.post('/top-ups/cards', {})
    assert.equal(saving.status, 303)
    const session = stripe.deeds.session(locationOf(saving))
    assert.equal(session.mode, 'setup')
    stripe.deeds.pay(session.id)
    assert.include(session.success_url, '/top-ups?saved=1')
    const after = await fan.reads('/top-ups?saved=1')
    assert.include(after, 'Your card is saved.')
    assert.include(after, 'Visa ···· 4242, until 12/2034')

    const card = stripe.world.paymentMethods.all()[0]?.id ?? ''
    const wish = { pack: 'popular', threshold: '50', cap: '20', card, currency: 'USD' }
    const wrong = await fan.post('/top-ups/check', { ...wish, cap: '1' })
    assert.equal(wrong.status, 303)
    assert.include(await fan.reads('/top-ups'), 'at least the price of one pack')
    const check = await (await fan.post('/top-ups/check', wish)).text()
    assert.include(check, 'is bought for $4.99')
    assert.include(check, 'name="price" value="499"')
    assert.isNull(await findTopUp(idOf(fan)))

    const other = await fan.post('/top-ups', { ...wish, price: '399' })
    assert.equal(other.status, 303)
    assert.include(await fan.reads('/top-ups'), 'The price has changed meanwhile')
    assert.isNull(await findTopUp(idOf(fan)))
    await fan.post('/top-ups', { ...wish, price: '499' })
    const on = await fan.reads('/top-ups')
    assert.include(on, 'Automatic top-up is on.')
    assert.include(on, '$0.00 of $20.00 this month')
    assert.equal((await findTopUp(idOf(fan)))?.state, 'on')

    const portal = await fan.post('/top-ups/portal', {})
    assert.match(locationOf(portal), /\/p\/session\/bps_/)
    await fan.post('/top-ups/stop', {})
    assert.include(await fan.reads('/top-ups'), 'Nothing is bought without you')
    await fan.post('/top-ups/cards/remove', { card })
    assert.include(await fan.reads('/top-ups'), 'The card is removed.')
    assert.isNull(stripe.world.paymentMethods.get(card).customer)
  })

  test('nobody removes or uses somebody else’s card, or comes without signing in', async ({
    assert,
  }) => {
    const [fan, other] = [await WebVisitor.arrives(), await WebVisitor.arrives()]
    const { client } = gatewayOn(stripe)
    await customerOf(client, { personId: idOf(fan), email: null })
    const theirs = await customerOf(client, { personId: idOf(other), email: null })
    const { id: card } = stripe.deeds.giveCard(theirs)
    await fan.get('/top-ups')
    await fan.post('/top-ups/cards/remove', { card })
    assert.include(await fan.reads('/top-ups'), 'This card is not here any more.')
    assert.equal(stripe.world.paymentMethods.get(card).customer, theirs)
    const wish = { pack: 'popular', threshold: '50', cap: '20', card, currency: 'USD' }
    await fan.post('/top-ups', { ...wish, price: '499' })
    assert.isNull(await findTopUp(idOf(fan)))

    const guest = await new WebVisitor().get('/top-ups')
    assert.equal(guest.status, 302)
    assert.match(locationOf(guest), /sign-in\?next=%2Ftop-ups/)
  })

  test('Stripe is away: the page says so, and works otherwise; without Stripe there is none', async ({
    assert,
  }) => {
    const fan = await WebVisitor.arrives()
    await customerOf(gatewayOn(stripe).client, { personId: idOf(fan), email: null })
    stripe.faults.plan(/payment_methods|checkout/, { kind: 'status', status: 503 }, 4)
    assert.include(await fan.reads('/top-ups'), 'Stripe cannot be reached')
    await fan.post('/top-ups/cards', {})
    assert.include(await fan.reads('/top-ups'), 'Stripe cannot be reached')
    assert.isNotNull(await findCustomer(idOf(fan)))
    disconnect()
    disconnect = await connect()
    assert.equal((await fan.get('/top-ups')).status, 404)
    assert.notInclude(await fan.reads('/account'), 'Cards and top-up')
  })
})
