import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { openOrder } from '#plugins/payments/actions/open_order'
import { changeLimits } from '#plugins/payments/limits/actions/change_limits'
import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { servicesWith, workInbox, inboxMark } from '#plugins/payments/tests/support/counter'
import { RazorpayEmulator, type EmulatedEvent } from '#tests/emulators/razorpay/index'
import { WebVisitor } from '#tests/support/web_visitor'

const KEYS = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }
const WEBHOOK = `http://${process.env.HOST}:${process.env.PORT}/webhooks/razorpay`

test.group('Razorpay | a purchase, from the page to the books', (group) => {
  let razorpay: RazorpayEmulator
  let gateway: RazorpayGateway
  group.each.setup(async () => {
    razorpay = await RazorpayEmulator.start(KEYS)
    gateway = new RazorpayGateway({
      settings: { ...KEYS, apiBase: razorpay.base, timeout: 2_000 },
      payPage: ({ id }) => ({ label: 'Pay', url: `https://example.com/pay/razorpay/${id}` }),
    })
    const disconnect = await connect(gateway)
    return async () => {
      disconnect()
      await razorpay.close()
    }
  })

  /** Somebody signed in on the web, with an order for the popular pack (500 + 50 coins, ₹399). */
  async function ordering() {
    const services = await servicesWith(gateway)
    const visitor = await WebVisitor.arrives()
    const person = { id: visitor.personId ?? '' }
    const opened = await openOrder(services, {
      person,
      accountId: null,
      frontend: 'web',
      gateway: 'razorpay',
      packId: 'popular',
      currency: 'INR',
      locale: 'en',
    })
    if (opened.outcome !== 'open' || opened.checkout.outcome !== 'open') throw new Error('Refused')
    const before = (await services.ledger.balance(person.id)).available
    const mark = await inboxMark()
    return {
      services,
      visitor,
      person,
      order: opened.order,
      page: `/pay/razorpay/${opened.order.id}`,
      providerOrder: opened.checkout.providerOrder ?? '',
      gained: async () => (await services.ledger.balance(person.id)).available - before,
      /** Delivers events over HTTP, and has them worked on. */
      told: async (events: readonly EmulatedEvent[]) => {
        for (const event of events) {
          const status = await razorpay.deliver(event, WEBHOOK)
          if (status !== 200) throw new Error(`The webhook answered ${status}`)
        }
        await workInbox(services, 'razorpay', mark)
      },
    }
  }

  test('the page lets Razorpay’s checkout in, and no other page does', async ({ assert }) => {
    const { visitor, page, order, providerOrder } = await ordering()
    const shown = await visitor.get(page)
    const html = await shown.text()
    assert.equal(shown.status, 200, html)
    assert.include(html, '₹399')
    assert.include(html, `data-order="${providerOrder}"`)
    assert.include(html, `data-key="${KEYS.keyId}"`)
    assert.include(html, 'data-amount="39900"')
    assert.notInclude(html, KEYS.keySecret)
    const policy = shown.headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src [^;]*https:\/\/checkout\.razorpay\.com/)
    assert.match(policy, /frame-src [^;]*https:\/\/api\.razorpay\.com/)
    assert.match(policy, /connect-src [^;]*https:\/\/api\.razorpay\.com/)
    assert.match(policy, /frame-ancestors 'none'/)

    const other = await visitor.get('/limits')
    assert.notInclude(other.headers.get('content-security-policy') ?? '', 'razorpay')

    const stranger = await WebVisitor.arrives()
    assert.equal((await stranger.get(page)).status, 404)
    assert.equal((await stranger.post(page, {})).status, 404)
    const guest = new WebVisitor()
    const asked = (await guest.get(page)).headers.get('location')
    assert.equal(asked, `/sign-in?next=${encodeURIComponent(page)}`)
    assert.equal((await visitor.get('/pay/razorpay/nothing')).status, 404)
    assert.equal(order.amount, 39_900n)
  })

  test('the checkout’s answer and both events credit once', async ({ assert }) => {
    const { visitor, page, order, providerOrder, gained, told } = await ordering()
    const payment = razorpay.world.pay(providerOrder)
    const answer = await visitor.post(page, razorpay.checkoutSays(payment.id))
    assert.equal(answer.headers.get('location'), `/buy/done?order=${order.id}`)
    assert.equal(await gained(), 550_000n)
    await told([...razorpay.events, ...razorpay.events.toReversed()])
    assert.equal(await gained(), 550_000n)
    // The page has nothing left to sell.
    const again = await visitor.get(page)
    assert.equal(again.headers.get('location'), `/buy/done?order=${order.id}`)
  })

  test('the events alone credit, in any order', async ({ assert }) => {
    const { providerOrder, gained, told } = await ordering()
    razorpay.world.pay(providerOrder)
    await told(razorpay.events.toReversed())
    assert.equal(await gained(), 550_000n)
  })

  test('the page’s answer counts when Razorpay is away then: the event brings it', async ({
    assert,
  }) => {
    const { visitor, page, order, providerOrder, gained, told } = await ordering()
    const payment = razorpay.world.pay(providerOrder)
    razorpay.fails('reset')
    const answer = await visitor.post(page, razorpay.checkoutSays(payment.id))
    assert.equal(answer.headers.get('location'), `/buy/done?order=${order.id}`)
    assert.equal(await gained(), 0n)
    await told(razorpay.events)
    assert.equal(await gained(), 550_000n)
  })

  test('an answer that is not signed, or is another order’s, credits nothing', async ({
    assert,
  }) => {
    const { visitor, page, providerOrder, gained } = await ordering()
    const other = await ordering()
    const payment = razorpay.world.pay(providerOrder)
    const said = razorpay.checkoutSays(payment.id)
    const forged = { ...said, razorpay_signature: 'a'.repeat(64) }
    assert.equal((await visitor.post(page, forged)).status, 422)
    assert.equal((await visitor.post(page, {})).status, 422)
    assert.equal((await other.visitor.post(other.page, said)).status, 422)
    assert.equal(await gained(), 0n)
    assert.equal(await other.gained(), 0n)
  })

  test('a payment that the bank allowed late is captured and credited', async ({ assert }) => {
    const { providerOrder, gained, told } = await ordering()
    const payment = razorpay.world.pay(providerOrder, { late: true })
    await told(razorpay.told('payment.authorized'))
    assert.equal(payment.status, 'captured')
    assert.equal(await gained(), 550_000n)
    await told(razorpay.events)
    assert.equal(await gained(), 550_000n)
  })

  test('the whole life: partial refund, one that fails, a dispute won and one lost', async ({
    assert,
  }) => {
    const { providerOrder, gained, told } = await ordering()
    const payment = razorpay.world.pay(providerOrder)
    await told(razorpay.events)
    const refund = (amount: bigint, key: string) =>
      gateway.refund({ payment: payment.id, amount, key, payerPlatformId: null })

    const part = await refund(3_990n, 'tenth')
    const failing = await refund(3_990n, 'another tenth')
    if (part.outcome !== 'refunded' || failing.outcome !== 'refunded') throw new Error('Refused')
    razorpay.world.settleRefund(part.refund, 'processed')
    razorpay.world.settleRefund(failing.refund, 'failed')
    await told(razorpay.events.toReversed())
    assert.equal(await gained(), 495_000n)

    const won = razorpay.world.dispute(payment.id)
    await told(razorpay.told('payment.dispute.created'))
    assert.isBelow(Number(await gained()), 495_000)
    razorpay.world.endDispute(won.id, 'won')
    await told(razorpay.told('payment.dispute.won'))
    assert.equal(await gained(), 495_000n)

    const lost = razorpay.world.dispute(payment.id)
    razorpay.world.endDispute(lost.id, 'lost')
    await told(razorpay.events.toReversed())
    assert.equal(await gained(), 0n)
    await told(razorpay.events)
    assert.equal(await gained(), 0n)
    const left = await sql<{ state: string }>(
      `select state from payments_events where provider = 'razorpay' and state in ('new', 'failed')`,
      {}
    )
    assert.lengthOf(left, 0)
  })

  test('somebody’s own limit closes the page of an order from before', async ({ assert }) => {
    const { services, visitor, person, page } = await ordering()
    await changeLimits(services.ledger, person.id, {
      coins_daily: null,
      coins_monthly: null,
      money_daily: 100n,
      money_monthly: null,
    })
    const shown = await visitor.get(page)
    assert.equal(shown.status, 409)
    assert.include(await shown.text(), 'Your own limit')
  })

  test('an order whose time is over says so, and nothing is charged', async ({ assert }) => {
    const { visitor, order, page } = await ordering()
    await sql(`update payments_orders set state = 'abandoned' where id = :id`, { id: order.id })
    const shown = await visitor.get(page)
    assert.equal(shown.status, 410)
    assert.include(await shown.text(), 'nothing was charged')
  })
})
