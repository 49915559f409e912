import { randomUUID } from 'node:crypto'
import { getActiveTestOrFail, test } from '@japa/runner'
import { Fan } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { openOrder } from '#plugins/payments/actions/open_order'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import { starsAt } from '#plugins/payments/gateways/stars/index'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { giveBack } from '#plugins/payments/support/actions/give_back'
import { buyerOn, servicesWith } from '#plugins/payments/tests/support/counter'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { verifyBooks } from '#tests/support/books'
import paymentsConfig from '#config/payments'

/** Telegram, and somebody there who joined. */
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
  /** Telegram took the Stars of an order, or of something that nobody knows. */
  const pays = async (payload: string, amount: bigint) => {
    const invoice = { title: 'Starter', description: 'Coins', payload, stars: Number(amount) }
    const charge = telegram.payments.take(person.wire, invoice, person.chat)
    await applyFacts(services, 'stars', await stars.look(charge))
    const [row] = await sql<{ id: string; receipt: string | null; state: string }>(
      'select id, receipt, state from payments_payments where provider_payment = :charge',
      { charge }
    )
    if (!row) throw new Error('The payment is not known')
    return { charge, ...row }
  }
  const buys = async (packId = 'starter') => {
    const opened = await openOrder(services, {
      person: buyer.person,
      accountId: buyer.account.id,
      frontend: 'telegram',
      gateway: 'stars',
      packId,
      currency: 'XTR',
      locale: 'en',
    })
    if (opened.outcome !== 'open') throw new Error(opened.reason)
    return pays(opened.order.id, opened.order.amount)
  }
  const coins = async () => (await services.ledger.balance(buyer.person.id)).available
  return { telegram, services, buyer, fan, pays, buys, coins }
}

/** What the last answer's buttons say. */
function offered(fan: Fan): string {
  const node = fan.seen.at(-1)?.node
  if (node?.kind !== 'card') throw new Error('The last answer is no card')
  return (node.buttons ?? []).map(({ label }) => label).join('\n')
}

test.group('Payments | /paysupport', () => {
  test('a guest is told how refunds work and whom to ask', async ({ assert }) => {
    const guest = new Fan(randomUUID(), { frontend: 'telegram' })
    await guest.says('/paysupport')
    assert.include(guest.lastText(), 'None from this account')
    assert.include(guest.lastText(), 'within 14 days')
    assert.include(guest.lastText(), 'has not said how to be reached')
    const before = paymentsConfig.support
    getActiveTestOrFail().cleanup(() => void (paymentsConfig.support = before))
    paymentsConfig.support = 'help@example.com'
    await guest.says('/paysupport')
    assert.include(guest.lastText(), 'help@example.com')
  })

  test('who paid for nothing that is known finds the payment, and an operator gives it back', async ({
    assert,
  }) => {
    const { fan, pays, services, telegram } = await counter()
    const { id, charge, state } = await pays('nothing-of-ours', 10n)
    assert.equal(state, 'unmatched')
    await fan.says('/paysupport')
    assert.include(fan.lastText(), `not credited yet. Tell us its number: ${charge}`)
    assert.notInclude(offered(fan), 'Refund')

    const wish = { paymentId: id, amount: null, by: 'program', reason: 'unknown invoice' }
    assert.equal((await refundPayment(services, wish)).outcome, 'refunded')
    assert.isDefined(telegram.payments.transactions.at(-1)?.receiver)
    await fan.says('/paysupport')
    assert.include(fan.lastText(), 'given back')
  })

  test('coins that were not spent are given back by a press, once', async ({ assert }) => {
    const { fan, buys, coins, telegram } = await counter()
    const before = await coins()
    const { receipt } = await buys('popular')
    assert.equal(await coins(), before + 550_000n)
    await fan.says('/paysupport')
    await fan.presses(`Refund ${receipt}`)
    assert.include(fan.lastText(), '375 Stars go back to you, and the 550 coins')
    await fan.presses('Yes, give it back')
    assert.include(fan.lastText(), '375 Stars are on their way back')
    assert.equal(await coins(), before)
    assert.lengthOf(telegram.callsOf('refundStarPayment'), 1)
    await fan.says('/paysupport')
    assert.notInclude(offered(fan), `Refund ${receipt}`)
    await verifyBooks()
  })

  test('spent coins, old payments and too many refunds are for the operator to decide', async ({
    assert,
  }) => {
    const { fan, buys, coins, services, buyer } = await counter()
    const before = await coins()
    const spent = await buys()
    const held = await services.ledger.hold({
      key: randomUUID(),
      personId: buyer.person.id,
      amount: before + 1_000n,
      creatorId: null,
      memo: { key: 'x' },
    })
    assert.equal(held.outcome, 'held')
    await fan.says('/paysupport')
    assert.notInclude(offered(fan), `Refund ${spent.receipt}`)

    const second = await buys()
    await fan.says('/paysupport')
    assert.include(offered(fan), `Refund ${second.receipt}`)
    await sql(`update payments_payments set paid_at = now() - interval '15 days' where id = :id`, {
      id: second.id,
    })
    await fan.presses(`Refund ${second.receipt}`)
    assert.include(fan.lastText(), 'does not go back by itself')

    for (let refund = 0; refund < 3; refund++) {
      const { receipt } = await buys()
      await fan.says('/paysupport')
      await fan.presses(`Refund ${receipt}`)
      await fan.presses('Yes, give it back')
      assert.include(fan.lastText(), 'on their way back')
    }
    const { receipt } = await buys()
    await fan.says('/paysupport')
    assert.notInclude(offered(fan), `Refund ${receipt}`)
  })

  test('a stranger refunds nothing of somebody else’s', async ({ assert }) => {
    const { buys, telegram, services } = await counter()
    const { id } = await buys()
    const stranger = await buyerOn('telegram', randomUUID())
    const tried = await giveBack(services, { personId: stranger.person.id, paymentId: id })
    assert.equal(tried.outcome, 'not_refundable')
    assert.lengthOf(telegram.callsOf('refundStarPayment'), 0)
  })

  test('while Telegram is away the refund waits, and is told so', async ({ assert }) => {
    const { fan, buys, telegram } = await counter()
    const { receipt } = await buys()
    await fan.says('/paysupport')
    await fan.presses(`Refund ${receipt}`)
    telegram.beginOutage()
    await fan.presses('Yes, give it back')
    assert.include(fan.lastText(), 'Your refund is under way')
    telegram.endOutage()
  })
})
