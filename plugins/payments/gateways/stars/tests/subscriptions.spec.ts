import { randomUUID } from 'node:crypto'
import { getActiveTestOrFail, test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Fan } from '#app/bot_kit/testing/conversation'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { starsAt } from '#plugins/payments/gateways/stars/index'
import endSubscription from '#plugins/payments/gateways/stars/jobs/end_subscription'
import { openSale } from '#plugins/payments/actions/open_sale'
import { endSilentSubscriptions } from '#plugins/payments/gateways/stars/end_silent'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { buyerOn, paymentsContext, servicesWith } from '#plugins/payments/tests/support/counter'
import { saleRequest, sell, toldOf } from '#plugins/payments/tests/support/sales'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'

/** A fan on Telegram before an invoice. */
async function counter() {
  const telegram = await startTelegramEmulator()
  const stars = starsAt({ token: telegram.token, apiRoot: telegram.apiRoot })
  const disconnect = await connect(stars)
  getActiveTestOrFail().cleanup(async () => {
    disconnect()
    await telegram.close()
  })
  const services = await servicesWith(stars)
  const person = telegram.person()
  person.says('/start')
  const buyer = await buyerOn('telegram', String(person.id))
  const fan = new Fan(buyer.platformId, { frontend: 'telegram' })
  const coins = async () => (await services.ledger.balance(buyer.person.id)).available
  const hears = async (charge: string | null) => {
    if (charge === null) throw new Error('Nothing was paid')
    await applyFacts(services, 'stars', await stars.look(charge))
    return charge
  }
  /** Chooses a pack by the month, and pays the first one. */
  const subscribes = async () => {
    await fan.says('/buy')
    await fan.presses('100 coins · 75 Stars')
    await fan.presses('Every month instead')
    const node = fan.seen.at(-1)?.node
    if (node?.kind !== 'pay' || node.way.kind !== 'link') throw new Error('There is no link')
    const invoice = telegram.invoices.opened(node.way.url)
    return hears(telegram.payments.take(person.wire, invoice, person.chat))
  }
  const isCancelled = (charge: string) => telegram.payments.subscriptions.get(charge)?.cancelled
  return { telegram, stars, services, person, fan, buyer, coins, hears, subscribes, isCancelled }
}

test.group('Stars | a pack every month', () => {
  test('is shown with its price, credits every month once, and is ended and resumed', async ({
    assert,
  }) => {
    const { telegram, fan, coins, hears, subscribes, isCancelled } = await counter()
    const before = await coins()
    const charge = await subscribes()
    assert.equal(await coins(), before + 100_000n)
    const second = await hears(telegram.payments.renew(charge))
    assert.equal(await coins(), before + 200_000n)
    await hears(second)
    await hears(charge)
    assert.equal(await coins(), before + 200_000n)

    await fan.says('/subscriptions')
    assert.include(fan.lastText(), '75 Stars a month')
    await fan.presses('End it')
    assert.isTrue(isCancelled(charge))
    await fan.says('/subscriptions')
    assert.include(fan.lastText(), 'It ends on')
    await fan.presses('Let it go on')
    assert.isFalse(isCancelled(charge))
  })

  test('that Telegram does not change is told, and nothing is changed', async ({ assert }) => {
    const { telegram, fan, subscribes } = await counter()
    await subscribes()
    await fan.says('/subscriptions')
    telegram.faults.add({ methods: ['editUserStarSubscription'], kind: { error: 502 } })
    await fan.presses('End it')
    assert.include(fan.lastText(), 'Telegram did not change it')
    await fan.says('/subscriptions')
    assert.include(fan.lastText(), 'The next month is paid on')
  })

  test('is nobody else’s to end, and one that ran out is not there', async ({ assert }) => {
    const { telegram, fan, buyer, subscribes, isCancelled } = await counter()
    const charge = await subscribes()
    await fan.says('/subscriptions')
    const button = fan.buttonId('End it')
    const other = await buyerOn('telegram', randomUUID())
    const stranger = new Fan(other.platformId, { frontend: 'telegram' })
    await stranger.sends({ kind: 'press', button: button ?? '' })
    assert.isFalse(isCancelled(charge))

    await sql(
      `update payments_payments set paid_at = now() - interval '31 days' where person_id = :id`,
      { id: buyer.person.id }
    )
    await fan.presses('End it')
    assert.include(fan.lastText(), 'does not run any more')
    await fan.says('/subscriptions')
    assert.include(fan.lastText(), 'You have none')
    assert.lengthOf(telegram.callsOf('editUserStarSubscription'), 0)
  })

  test('of something else stands in the same list, and ends in silence when Telegram takes no more', async ({
    assert,
  }) => {
    const { telegram, stars, fan, buyer, services, person } = await counter()
    const recurring = { period: 'month', trialDays: 0 } as const
    const about = { frontend: 'telegram', gateway: 'stars', currency: 'XTR', recurring } as const
    const dear = saleRequest(buyer, { ...about, amount: 10_001n })
    assert.containSubset(await openSale(services, dear), { reason: 'not_offered' })
    const request = saleRequest(buyer, { ...about, amount: 250n, title: 'Circle' })
    const { order, checkout } = await sell(services, request)
    if (checkout.way.kind !== 'link') throw new Error('There is no link')
    const invoice = telegram.invoices.opened(checkout.way.url)
    const charge = telegram.payments.take(person.wire, invoice, person.chat)
    const until = Math.floor(Date.now() / 1000) + 2_592_000
    await applyFacts(services, 'stars', [
      ...(await stars.look(charge)),
      ...(await stars.read({
        id: 1n,
        provider: 'stars',
        eventId: charge,
        type: 'successful_payment',
        receivedAt: new Date(),
        body: {
          date: Math.floor(Date.now() / 1000),
          from: { id: person.id },
          successful_payment: {
            currency: 'XTR',
            total_amount: 250,
            invoice_payload: order.id,
            telegram_payment_charge_id: charge,
            subscription_expiration_date: until,
          },
        },
      })),
    ])
    await fan.says('/subscriptions')
    assert.include(fan.lastText(), 'Circle')
    await fan.presses('End it')
    const told = async () => (await toldOf('subscription_changed', order.id)).at(-1)
    assert.containSubset(await told(), { state: 'running', renews: false, seller: 'club' })

    await endSilentSubscriptions(services)
    assert.containSubset(await told(), { state: 'running' })
    await sql(
      `update payments_subscriptions set paid_until = now() - interval '4 days' where order_id = :id`,
      { id: order.id }
    )
    await endSilentSubscriptions(services)
    assert.containSubset(await told(), { state: 'ended', renews: false })
  })

  test('ends when the person deletes everything: Telegram takes no more', async ({ assert }) => {
    const { buyer, subscribes, isCancelled, telegram } = await counter()
    const charge = await subscribes()
    const identity = await app.container.make('identity')
    const losses = await identity.lossesOf(buyer.person.id, {
      t: (key) => key,
      coins: String,
    })
    assert.include(losses, 'payments.stars.losses')
    assert.deepEqual(await identity.deletePerson(buyer.person.id), { outcome: 'deleted' })
    const [job] = await sql<{ payload: JsonObject }>(
      `select payload from outbox where topic = 'payments.end_subscription' and key = :charge`,
      { charge }
    )
    const handle = endSubscription(await paymentsContext())
    const work = {
      topic: 'payments.end_subscription',
      key: charge,
      payload: job?.payload ?? {},
      attempt: 1,
      signal: new AbortController().signal,
    }
    telegram.faults.add({
      methods: ['editUserStarSubscription'],
      times: 1,
      kind: { error: 502 },
    })
    await assert.rejects(async () => handle(work), /Telegram answered 502/)
    assert.isFalse(isCancelled(charge))
    await handle(work)
    assert.isTrue(isCancelled(charge))
  })
})
