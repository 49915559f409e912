import { randomUUID } from 'node:crypto'
import { getActiveTestOrFail, test } from '@japa/runner'
import type { Order, ProviderRecord } from '#plugins/payments/gateways/gateway'
import { StarsUnavailable } from '#plugins/payments/gateways/stars/client'
import { starsAt } from '#plugins/payments/gateways/stars/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'

async function gateway() {
  const telegram = await startTelegramEmulator()
  getActiveTestOrFail().cleanup(() => telegram.close())
  const { token, apiRoot } = telegram
  const fan = telegram.person()
  fan.says('/start')
  const pays = (payload = 'order-1', stars = 75) => {
    const invoice = { title: 'Starter', description: '100 coins', payload, stars }
    return telegram.payments.take(fan.wire, invoice, fan.chat)
  }
  return { telegram, fan, pays, stars: starsAt({ token, apiRoot }) }
}

const anOrder = (change: Partial<Order> = {}): Order => ({
  id: randomUUID(),
  personId: randomUUID(),
  accountId: null,
  gateway: 'stars',
  packId: 'starter',
  sale: null,
  title: 'Starter',
  description: '100 coins',
  coins: 100_000n,
  bonus: 0n,
  currency: 'XTR',
  amount: 75n,
  locale: 'es',
  email: null,
  ...change,
})

async function listed(records: AsyncIterable<ProviderRecord>): Promise<ProviderRecord[]> {
  const all: ProviderRecord[] = []
  for await (const record of records) all.push(record)
  return all
}

test.group('Stars | opening', () => {
  test('an order is an invoice whose payload is the order’s id', async ({ assert }) => {
    const { stars } = await gateway()
    const order = anOrder()
    assert.deepEqual(await stars.open(order), {
      outcome: 'open',
      way: { kind: 'stars', stars: 75, payload: order.id },
      providerOrder: null,
    })
    await assert.rejects(() => stars.open(anOrder({ currency: 'USD' })), /cannot be paid in Stars/)
  })

  test('a monthly order is a link, which is what subscriptions are sold by', async ({ assert }) => {
    const { stars, telegram } = await gateway()
    const order = anOrder()
    const opened = await stars.openMonthly(order)
    const url = opened.outcome === 'open' && opened.way.kind === 'link' ? opened.way.url : 'no link'
    assert.containSubset(telegram.invoices.opened(url), {
      payload: order.id,
      stars: 75,
      period: 2_592_000,
    })
    const dear = await stars.openMonthly(anOrder({ amount: 10_001n }))
    assert.equal(dear.outcome, 'unavailable')
    telegram.faults.add({ methods: ['createInvoiceLink'], kind: { error: 500 } })
    assert.equal((await stars.openMonthly(order)).outcome, 'unavailable')
  })
})

test.group('Stars | giving back', () => {
  const refund = (
    payment: string,
    payerPlatformId: string | null,
    amount: bigint | null = null
  ) => ({
    payment,
    amount,
    key: randomUUID(),
    payerPlatformId,
  })

  test('the whole payment goes back, and a second time is as good as done', async ({ assert }) => {
    const { stars, telegram, fan, pays } = await gateway()
    telegram.payments.purses.set(fan.id, 75)
    const payment = pays()
    const wish = refund(payment, String(fan.id))
    assert.deepEqual(await stars.refund(wish), { outcome: 'refunded', refund: payment })
    assert.deepEqual(await stars.refund(wish), { outcome: 'refunded', refund: payment })
    assert.equal(telegram.payments.purses.get(fan.id), 75)
  })

  test('who paid is found out where nobody knows', async ({ assert }) => {
    const { stars, pays } = await gateway()
    const payment = pays()
    assert.equal((await stars.refund(refund(payment, null))).outcome, 'refunded')
    const unknown = await stars.refund(refund('stx_unknown', null))
    assert.equal(unknown.outcome, 'refused')
  })

  test('a part of it does not, and nothing is asked for', async ({ assert }) => {
    const { stars, telegram, fan, pays } = await gateway()
    const payment = pays()
    const part = await stars.refund(refund(payment, String(fan.id), 30n))
    assert.equal(part.outcome, 'refused')
    assert.lengthOf(telegram.callsOf('refundStarPayment'), 0)
    assert.equal((await stars.refund(refund(payment, String(fan.id), 75n))).outcome, 'refunded')
  })

  test('what Telegram refuses is said in its words', async ({ assert }) => {
    const { stars, fan } = await gateway()
    const refused = await stars.refund(refund('stx_unknown', String(fan.id)))
    assert.containSubset(refused, { outcome: 'refused' })
    assert.include(refused.outcome === 'refused' && refused.reason, 'CHARGE_NOT_FOUND')
  })

  test('an outage is for later, without the token in its words; a rate limit is waited out', async ({
    assert,
  }) => {
    const { stars, telegram, fan, pays } = await gateway()
    const wish = refund(pays(), String(fan.id))
    telegram.faults.add({ methods: ['refundStarPayment'], times: 1, kind: { cut: 'before' } })
    const failure = await stars.refund(wish).catch((error: unknown) => error)
    assert.instanceOf(failure, StarsUnavailable)
    assert.notInclude(JSON.stringify(failure, Object.getOwnPropertyNames(failure)), telegram.token)
    telegram.faults.add({ methods: ['refundStarPayment'], times: 1, kind: { rateLimit: 1 } })
    assert.equal((await stars.refund(wish)).outcome, 'refunded')
  })
})

test.group('Stars | Telegram’s own list', () => {
  test('says of a payment what is true of it', async ({ assert }) => {
    const { stars, telegram, fan, pays } = await gateway()
    const order = randomUUID()
    const payment = pays(order)
    pays('another')
    telegram.payments.takeBack(payment)
    const facts = await stars.look(payment)
    assert.containSubset(facts, [
      {
        kind: 'paid',
        payment,
        order: { id: order },
        buyer: { platform: 'telegram', platformId: String(fan.id) },
        amount: 75n,
        currency: 'XTR',
      },
      { kind: 'refunded', payment, refund: payment, amount: 75n },
    ])
    assert.lengthOf(facts, 2)
    assert.isEmpty(await stars.look('stx_unknown'))
  })

  test('leaves out what is no sale: a withdrawal, a gift', async ({ assert }) => {
    const { stars, telegram, fan, pays } = await gateway()
    const date = Math.floor(Date.now() / 1000)
    telegram.payments.transactions.push(
      { id: 'withdrawal', amount: 500, date, receiver: { type: 'fragment' } },
      {
        id: 'gift',
        amount: 50,
        date,
        receiver: { type: 'user', transaction_type: 'gift_purchase', user: fan.wire },
      }
    )
    const payment = pays()
    const records = await listed(stars.list(new Date(0)))
    assert.deepEqual(
      records.map(({ payment: id }) => id),
      [payment]
    )
  })

  for (const size of [0, 1, 99, 100, 101, 250, 1_001]) {
    test(`is read from a moment on, out of ${size} transactions`, async ({ assert }) => {
      const { stars, telegram, fan } = await gateway()
      const start = Math.floor(Date.now() / 1000) - size
      for (let at = 0; at < size; at++) {
        const source = {
          type: 'user',
          transaction_type: 'invoice_payment',
          user: fan.wire,
          invoice_payload: `order-${at}`,
        }
        // Two in each second.
        const date = start + 2 * Math.floor(at / 2)
        telegram.payments.transactions.push({ id: `stx${at}`, amount: 75, date, source })
      }
      for (const from of new Set([0, 1, Math.floor(size / 2), size - 2, size, size + 5])) {
        telegram.calls.length = 0
        const since = new Date((start + from) * 1000)
        const expected = telegram.payments.transactions.filter(({ date }) => date >= start + from)
        const records = await listed(stars.list(since))
        assert.deepEqual(
          records.map(({ payment }) => payment),
          expected.map(({ id }) => id)
        )
        // The place is found in a few calls; the rest is pages of a hundred.
        const most = 2 * Math.ceil(Math.log2(size + 2)) + 4 + Math.ceil(expected.length / 100)
        assert.isAtMost(telegram.callsOf('getStarTransactions').length, most)
      }
    })
  }
})
