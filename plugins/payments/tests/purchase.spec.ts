import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import paymentsConfig from '#config/payments'
import { sql } from '#app/support/sql'
import { closeOrders } from '#plugins/payments/actions/close_orders'
import { openOrder, type OrderRequest } from '#plugins/payments/actions/open_order'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { findOrder } from '#plugins/payments/queries/find_order'
import { buyerOn, servicesWith } from '#plugins/payments/tests/support/counter'
import { jobsNaming } from '#plugins/payments/tests/support/jobs'
import { silentGateway } from '#plugins/payments/tests/support/lives'

const UUID_7 = /^[0-9a-f-]{36}$/

interface StoredPayment {
  id: string
  state: string
  receipt: string | null
  tax: bigint | null
  person_id: string | null
  order_id: string | null
}

async function paymentOf(payment: string): Promise<StoredPayment | undefined> {
  const [row] = await sql<StoredPayment>(
    'select id, state, receipt, tax, person_id, order_id from payments_payments where provider_payment = :payment',
    { payment }
  )
  return row
}

/** Somebody at the counter of a gateway that only takes orders. */
async function atCounter(more: Partial<OrderRequest> = {}) {
  const services = await servicesWith(silentGateway())
  const { person, account } = await buyerOn('web')
  const order = () =>
    openOrder(services, {
      person,
      accountId: account.id,
      frontend: 'web',
      gateway: 'test',
      packId: 'popular',
      currency: 'USD',
      locale: 'en',
      ...more,
    })
  const opened = async () => {
    const outcome = await order()
    if (outcome.outcome !== 'open') throw new Error(outcome.reason)
    return outcome.order
  }
  const coins = async () => (await services.ledger.balance(person.id)).available
  const tell = (...facts: readonly Fact[]) => applyFacts(services, 'test', facts)
  return { services, person, account, order, opened, coins, tell }
}

const paid = (more: Partial<Extract<Fact, { kind: 'paid' }>>): Extract<Fact, { kind: 'paid' }> => ({
  kind: 'paid',
  payment: `pay_${randomUUID()}`,
  order: null,
  buyer: null,
  packId: null,
  amount: 499n,
  currency: 'USD',
  at: new Date(),
  ...more,
})

test.group('Payments | orders', () => {
  test('an order keeps the price of the moment, in the fan’s words', async ({
    assert,
    cleanup,
  }) => {
    const { opened } = await atCounter({ locale: 'es' })
    const order = await opened()
    assert.containsSubset(order, {
      coins: 500_000n,
      bonus: 50_000n,
      amount: 499n,
      currency: 'USD',
      title: 'Popular',
    })
    assert.include(order.description, 'monedas')
    const price = (amount: bigint) =>
      sql(
        `update payments_pack_prices set amount = :amount where pack_id = 'popular' and currency = 'USD'`,
        { amount }
      )
    cleanup(async () => {
      await price(499n)
    })
    await price(999n)
    assert.equal((await findOrder(order.id))?.amount, 499n)
    assert.isNull(await findOrder('not an id'))
    assert.isNull(await findOrder(randomUUID()))
  })

  test('what is not sold here, or not at all, is refused', async ({ assert }) => {
    const refusal = async (more: Partial<OrderRequest>) => {
      const outcome = await (await atCounter(more)).order()
      return outcome.outcome === 'refused' ? outcome.reason : outcome.outcome
    }
    assert.equal(await refusal({ packId: 'unheard_of' }), 'unknown_pack')
    assert.equal(await refusal({ currency: 'JPY' }), 'not_offered')
    assert.equal(await refusal({ gateway: 'stars' }), 'not_offered')
  })

  test('a person’s own limit for money is kept', async ({ assert }) => {
    const { order, person } = await atCounter()
    await sql('insert into payments_money_limits (person_id, daily) values (:id, 600)', {
      id: person.id,
    })
    assert.equal((await order()).outcome, 'open')
    assert.deepEqual(await order(), { outcome: 'refused', reason: 'capped' })
  })

  test('so many orders within an hour are enough, also when they come at once', async ({
    assert,
  }) => {
    const { order } = await atCounter()
    const wanted = paymentsConfig.ordersPerHour + 5
    const outcomes = await Promise.all(Array.from({ length: wanted }, () => order()))
    const open = outcomes.filter(({ outcome }) => outcome === 'open')
    assert.lengthOf(open, paymentsConfig.ordersPerHour)
    assert.deepInclude(outcomes, { outcome: 'refused', reason: 'too_many' })
  })

  test('a checkout that does not open closes the order', async ({ assert }) => {
    const away = silentGateway({ open: () => Promise.reject(new Error('ECONNRESET')) })
    const services = await servicesWith(away)
    const { person } = await buyerOn('web')
    const request = { person, accountId: null, frontend: 'web', gateway: 'test' } as const
    const words = { packId: 'starter', currency: 'USD', locale: 'en' }
    const opened = await openOrder(services, { ...request, ...words })
    assert.containsSubset(opened, { outcome: 'open', checkout: { outcome: 'unavailable' } })
    if (opened.outcome === 'open') {
      assert.equal((await findOrder(opened.order.id))?.state, 'abandoned')
    }
  })

  test('an order is closed when its time is over; whoever pays later still gets the coins', async ({
    assert,
  }) => {
    const { opened, tell, coins } = await atCounter()
    const late = await opened()
    const young = await opened()
    await sql(`update payments_orders set expires_at = now() - interval '1 s' where id = :id`, {
      id: late.id,
    })
    assert.isAtLeast(await closeOrders(), 1)
    assert.equal((await findOrder(late.id))?.state, 'abandoned')
    assert.equal((await findOrder(young.id))?.state, 'open')
    await tell(paid({ order: { id: late.id } }))
    assert.equal(await coins(), 550_000n)
    assert.equal((await findOrder(late.id))?.state, 'paid')
    await tell({ kind: 'abandoned', order: { id: late.id }, reason: 'expired' })
    assert.equal((await findOrder(late.id))?.state, 'paid')
    await tell({ kind: 'abandoned', order: { id: young.id }, reason: 'expired' })
    assert.equal((await findOrder(young.id))?.state, 'abandoned')
  })
})

test.group('Payments | crediting', () => {
  test('a payment is credited with a receipt, its tax, and word to whoever waits', async ({
    assert,
  }) => {
    const { opened, tell, coins, person } = await atCounter({ currency: 'INR' })
    const order = await opened()
    const fact = paid({ order: { id: order.id }, amount: 39_900n, currency: 'INR' })
    await tell(fact)
    await tell(fact)
    assert.equal(await coins(), 550_000n)
    const stored = await paymentOf(fact.payment)
    assert.match(stored?.receipt ?? '', /^GR-\d{4}-\d{6}$/)
    // 18 % contained in 399.00: 60.86.
    assert.equal(stored?.tax, 6_086n)
    assert.match(stored?.id ?? '', UUID_7)
    const told = await jobsNaming('payments.credited', stored?.id ?? '')
    assert.deepEqual(told, [
      { key: stored?.id ?? '', payload: { paymentId: stored?.id ?? '', personId: person.id } },
    ])
  })

  test('an order by the gateway’s own id is found, also when that id is known only later', async ({
    assert,
  }) => {
    const { opened, tell, coins, services } = await atCounter()
    const order = await opened()
    await tell(paid({ order: { providerOrder: `silent_${order.id}` } }))
    assert.equal(await coins(), 550_000n)

    let early: Fact | null = null
    const hasty = silentGateway({
      open: async (one) => {
        early = paid({ order: { providerOrder: `hasty_${one.id}` } })
        await applyFacts(services, 'test', [early])
        const way = { kind: 'link', label: 'Pay', url: 'http://localhost' } as const
        return { outcome: 'open', way, providerOrder: `hasty_${one.id}` }
      },
    })
    const { person } = await buyerOn('web')
    const hastyServices = await servicesWith(hasty)
    await openOrder(hastyServices, {
      person,
      accountId: null,
      frontend: 'web',
      gateway: 'test',
      packId: 'popular',
      currency: 'USD',
      locale: 'en',
    })
    assert.equal((await services.ledger.balance(person.id)).available, 550_000n)
  })

  test('another amount or currency than the order’s is credited to nobody, until the right one is told', async ({
    assert,
  }) => {
    const { opened, tell, coins } = await atCounter()
    for (const lie of [{ amount: 1n }, { amount: 500n }, { amount: 0n }, { currency: 'EUR' }]) {
      const order = await opened()
      const fact = paid({ order: { id: order.id }, ...lie })
      await tell(fact)
      assert.containsSubset(await paymentOf(fact.payment), {
        state: 'mismatched',
        order_id: order.id,
        receipt: null,
      })
      assert.equal(await coins(), 0n)
    }
    const order = await opened()
    const lie = paid({ order: { id: order.id }, amount: 1n })
    const truth = { ...lie, amount: 499n }
    await tell(lie)
    await tell(truth)
    assert.equal(await coins(), 550_000n)
    await tell(lie)
    assert.equal((await paymentOf(lie.payment))?.state, 'credited')
    assert.equal(await coins(), 550_000n)
  })

  test('an order of another gateway, or of nobody, is none', async ({ assert }) => {
    const { opened, services } = await atCounter()
    const order = await opened()
    const elsewhere = paid({ order: { id: order.id } })
    await applyFacts(services, 'stripe', [elsewhere])
    assert.equal((await paymentOf(elsewhere.payment))?.state, 'unmatched')
    for (const id of ['not an id', randomUUID(), '']) {
      const fact = paid({ order: { id } })
      await applyFacts(services, 'test', [fact])
      assert.equal((await paymentOf(fact.payment))?.state, 'unmatched')
    }
  })

  test('an invoice that is paid twice gives its coins twice', async ({ assert }) => {
    const { opened, tell, coins } = await atCounter()
    const { id } = await opened()
    await tell(paid({ order: { id } }), paid({ order: { id } }))
    assert.equal(await coins(), 1_100_000n)
  })

  test('a platform’s own shop sells to an account: its person’s order is found', async ({
    assert,
  }) => {
    const { services, coins, opened, account } = await atCounter({})
    const order = await opened()
    const buyer = { platform: 'discord', platformId: randomUUID() } as const
    const { account: there } = await services.identity.identify({
      ...buyer,
      displayName: 'There',
    })
    assert.notEqual(there.id, account.id)
    await services.identity.attachAccount(there.id, order.personId)
    const fact = paid({ buyer, packId: 'popular' })
    await applyFacts(services, 'test', [fact])
    assert.equal(await coins(), 550_000n)
    assert.containsSubset(await paymentOf(fact.payment), { order_id: order.id })
    // Nothing was ordered this time, and the platform's price is its own.
    const again = paid({ buyer, packId: 'starter', amount: 129n })
    await applyFacts(services, 'test', [again])
    assert.equal(await coins(), 650_000n)
    assert.containsSubset(await paymentOf(again.payment), { state: 'credited', order_id: null })
  })
})
