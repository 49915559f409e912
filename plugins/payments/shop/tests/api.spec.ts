import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { ApiResponse } from '@japa/api-client'
import { createApiToken } from '#app/identity/actions/api_tokens'
import type { Ability } from '#app/identity/abilities'
import paymentsConfig from '#config/payments'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentsServices } from '#plugins/payments/services'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { OpenGateway } from '#plugins/payments/shop/tests/support'

async function aToken(...abilities: Ability[]): Promise<string> {
  const identity = await app.container.make('identity')
  const sighting = { platform: 'telegram', platformId: randomUUID(), displayName: 'Ana' } as const
  const { person } = await identity.join((await identity.identify(sighting)).account.id)
  const created = await createApiToken(person.id, { name: 'a script', abilities, days: 30 })
  if (created.outcome !== 'created') throw new Error(created.outcome)
  return created.value
}

test.group('The shop’s API', (group) => {
  const stripe = new OpenGateway('stripe', ['USD', 'EUR'])
  group.each.setup(() => limiter.clear())
  group.each.setup(() => connect(stripe, new OpenGateway('razorpay', ['INR'])))

  test('tells what is for sale, in a currency that is asked for', async ({ assert, client }) => {
    const token = await aToken('orders')
    const answer = await client.get('/api/v1/packs?currency=INR').bearerToken(token)
    answer.assertStatus(200)
    assert.containsSubset(answer.body(), {
      currency: 'INR',
      currencies: ['USD', 'EUR', 'INR'],
      packs: [
        {
          id: 'popular',
          name: 'Popular',
          coins: { millicoins: '500000' },
          bonus: { millicoins: '50000' },
          total: { millicoins: '550000' },
          price: { currency: 'INR', minor: '39900', decimal: '399.00' },
          replies: 275,
          best_value: false,
          gateways: ['razorpay'],
        },
      ],
    })
    const german = await client
      .get('/api/v1/packs')
      .bearerToken(token)
      .header('Accept-Language', 'de-DE')
    assert.equal(german.body().currency, 'EUR')
    problemIs(await client.get('/api/v1/packs?currency=XYZ').bearerToken(token), 422, 'bad_input')
  })

  test('opens an order, and follows it to its coins', async ({ assert, client }) => {
    const token = await aToken('orders')
    const opened = await client
      .post('/api/v1/orders')
      .bearerToken(token)
      .json({ pack: 'popular', currency: 'EUR' })
    opened.assertStatus(201)
    const { id, checkout_url: url } = opened.body()
    assert.equal(url, `https://pay.example/${id}`)
    assert.equal(opened.header('location'), `/api/v1/orders/${id}`)
    assert.containsSubset(opened.body(), {
      state: 'waiting',
      gateway: 'stripe',
      price: { minor: '499', currency: 'EUR' },
    })

    await applyFacts(await paymentsServices(), 'stripe', [
      {
        kind: 'paid',
        payment: `pay_${id}`,
        order: { id },
        buyer: null,
        packId: null,
        amount: 499n,
        currency: 'EUR',
        at: new Date(),
      },
    ])
    const followed = await client.get(`/api/v1/orders/${id}`).bearerToken(token)
    assert.equal(followed.body().state, 'credited')
    problemIs(
      await client.get(`/api/v1/orders/${id}`).bearerToken(await aToken('orders')),
      404,
      'not_found'
    )
  })

  test('refuses in problems that a program can tell apart', async ({ client }) => {
    const token = await aToken('orders')
    const order = (body: object) => client.post('/api/v1/orders').bearerToken(token).json(body)
    problemIs(await order({}), 422, 'bad_input')
    problemIs(await order({ pack: 'popular', currency: 1 }), 422, 'bad_input')
    problemIs(await order({ pack: 'nothing' }), 422, 'unknown_pack')
    problemIs(await order({ pack: 'popular', gateway: 'stars' }), 422, 'not_offered')
    stripe.away = true
    const away = await order({ pack: 'popular', currency: 'USD' })
    stripe.away = false
    problemIs(away, 503, 'gateway_unavailable')
    const { ordersPerHour } = paymentsConfig
    let last = away
    for (let count = 0; count < ordersPerHour; count++) {
      await limiter.clear()
      last = await order({ pack: 'popular', currency: 'USD' })
    }
    problemIs(last, 429, 'too_many_orders')
    last.assertHeader('retry-after', '3600')
  })

  test('wants a token with the ability', async ({ client }) => {
    const token = await aToken('profile', 'wallet')
    for (const path of ['/api/v1/packs', `/api/v1/orders/${randomUUID()}`]) {
      problemIs(await client.get(path).bearerToken(token), 403, 'forbidden')
      problemIs(await client.get(path), 401, 'unauthorized')
    }
    problemIs(await client.post('/api/v1/orders').bearerToken(token).json({}), 403, 'forbidden')
  })
})

function problemIs(answer: ApiResponse, status: number, code: string): void {
  answer.assertStatus(status)
  answer.assertHeader('content-type', 'application/problem+json')
  answer.assertBodyContains({ status, code })
}
