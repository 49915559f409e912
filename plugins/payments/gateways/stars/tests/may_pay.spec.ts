import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { PayRequest } from '#app/bot_kit/payments'
import { sql } from '#app/support/sql'
import { makeTill } from '#plugins/payments/bot/till'
import { openOrder } from '#plugins/payments/actions/open_order'
import { starsAt } from '#plugins/payments/gateways/stars/index'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import { buyerOn, servicesWith, workInbox } from '#plugins/payments/tests/support/counter'

/** Nothing of this calls Telegram. */
const NOWHERE = { token: '7000000001:AAx', apiRoot: 'http://127.0.0.1:1' }

async function anInvoice(options: { frontendLocale?: string } = {}) {
  const services = await servicesWith(starsAt(NOWHERE))
  const till = makeTill(services)
  const buyer = await buyerOn('telegram', telegramId())
  const opened = await openOrder(services, {
    person: buyer.person,
    accountId: buyer.account.id,
    frontend: 'telegram',
    gateway: 'stars',
    packId: 'starter',
    currency: 'XTR',
    locale: 'en',
  })
  if (opened.outcome !== 'open') throw new Error(opened.reason)
  const { order } = opened
  const request: PayRequest = {
    frontend: 'telegram',
    platformId: buyer.platformId,
    payload: order.id,
    currency: 'XTR',
    amount: order.amount,
    locale: options.frontendLocale ?? 'en',
  }
  const mayPay = (change: Partial<PayRequest> = {}) => till.mayPay({ ...request, ...change })
  const said = async (change: Parameters<typeof mayPay>[0] = {}) => {
    const answer = await mayPay(change)
    return answer.outcome === 'refused' ? answer.text : 'go on'
  }
  /** Telegram says that it was paid. */
  const paid = async () => {
    const charge = `stx${randomUUID()}`
    await takeEvent(services, {
      provider: 'stars',
      eventId: `payment:${charge}`,
      type: 'successful_payment',
      body: {
        date: Math.floor(Date.now() / 1000),
        chat: { id: Number(buyer.platformId), type: 'private' },
        from: { id: Number(buyer.platformId), is_bot: false },
        successful_payment: {
          currency: 'XTR',
          total_amount: Number(order.amount),
          invoice_payload: order.id,
          telegram_payment_charge_id: charge,
        },
      },
    })
    return charge
  }
  /** The last "you may pay" is a while ago. */
  const later = () =>
    sql(`update payments_orders set checkout_at = now() - interval '1 hour' where id = :id`, {
      id: order.id,
    })
  return { services, buyer, order, mayPay, said, paid, later }
}

const telegramId = () => String(Math.floor(Math.random() * 2 ** 45))

test.group('Stars | before Telegram takes the money', () => {
  test('an order of one’s own goes on', async ({ assert }) => {
    const { mayPay } = await anInvoice()
    assert.deepEqual(await mayPay(), { outcome: 'go_on' })
  })

  test('an invoice that nobody knows does not, nor one of another gateway', async ({ assert }) => {
    const { said, order } = await anInvoice()
    assert.include(await said({ payload: randomUUID() }), 'not known here')
    assert.include(await said({ payload: "'; drop table" }), 'not known here')
    await sql(`update payments_orders set gateway = 'test' where id = :id`, { id: order.id })
    assert.include(await said(), 'not known here')
  })

  test('somebody else’s does not: a stranger’s, another member’s', async ({ assert }) => {
    const { said } = await anInvoice()
    assert.include(await said({ platformId: telegramId() }), 'join first')
    const other = await buyerOn('telegram', telegramId())
    assert.include(await said({ platformId: other.platformId }), 'made for somebody else')
  })

  test('another price or currency does not', async ({ assert }) => {
    const { said, order } = await anInvoice()
    assert.include(await said({ amount: order.amount - 1n }), 'out of date')
    assert.include(await said({ currency: 'USD' }), 'out of date')
  })

  test('a paid one does not, from the moment that Telegram said so, whatever was worked on', async ({
    assert,
  }) => {
    const { services, said, paid, later } = await anInvoice()
    await paid()
    assert.include(await said(), 'paid already')
    await workInbox(services, 'stars', 0n)
    await later()
    assert.include(await said(), 'paid already')
  })

  test('an old one does not', async ({ assert }) => {
    const { said, order } = await anInvoice()
    await sql(
      `update payments_orders set expires_at = now() - interval '1 second' where id = :id`,
      {
        id: order.id,
      }
    )
    assert.include(await said(), 'too old')
  })

  test('one that is being paid on another device does not, until that came to nothing', async ({
    assert,
  }) => {
    const { said, later } = await anInvoice()
    const answers = await Promise.all([said(), said(), said()])
    assert.lengthOf(
      answers.filter((answer) => answer === 'go on'),
      1
    )
    assert.include(await said(), 'being paid already')
    await later()
    assert.equal(await said(), 'go on')
  })

  test('who is banned buys nothing', async ({ assert }) => {
    const { said, buyer } = await anInvoice()
    const identity = await app.container.make('identity')
    await identity.setBan(buyer.person.id, true)
    assert.include(await said(), 'cannot buy')
  })

  test('a limit that was set after ordering holds', async ({ assert }) => {
    const { said, buyer } = await anInvoice()
    await sql('insert into payments_money_limits (person_id, daily) values (:id, 50)', {
      id: buyer.person.id,
    })
    assert.include(await said(), 'over the limit that you set')
  })

  test('the words are in the person’s language', async ({ assert }) => {
    const { said } = await anInvoice({ frontendLocale: 'es-MX' })
    assert.include(await said({ payload: 'x' }), 'Esta factura ya no existe')
  })

  test('the months of a subscription are not refused as paid already', async ({ assert }) => {
    const { services, said, paid, later, order } = await anInvoice()
    await sql('insert into payments_star_subscriptions (order_id) values (:id)', { id: order.id })
    await paid()
    await workInbox(services, 'stars', 0n)
    await later()
    assert.include(await said(), 'paid already', 'this month is paid')
    await sql(
      `update payments_payments set paid_at = now() - interval '29 days' where order_id = :id`,
      { id: order.id }
    )
    assert.equal(await said(), 'go on', 'the next month is due')
  })
})
