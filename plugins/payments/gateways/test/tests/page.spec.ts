import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { TestGateway } from '#plugins/payments/gateways/test/test_gateway'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { inboxMark, servicesWith, workInbox } from '#plugins/payments/tests/support/counter'
import { saleRequest, sell, toldOf } from '#plugins/payments/tests/support/sales'
import { WebVisitor } from '#tests/support/web_visitor'

const gateway = new TestGateway('http://localhost:3333', () => 'Pay (test)')

test.group('The test gateway’s page', (group) => {
  group.each.setup(() => connect(gateway))
  group.each.timeout(60_000)

  /** Somebody who ordered; the address of the page, and a press of one of its buttons with what it led to. */
  async function atTheTill() {
    const fan = await WebVisitor.arrives()
    await fan.get('/buy')
    const ordered = await fan.post('/buy', { pack: 'popular', currency: 'USD' })
    const address = new URL(ordered.headers.get('location') ?? '').pathname
    const services = await servicesWith(gateway)
    const presses = async (act: string): Promise<string> => {
      const mark = await inboxMark()
      await fan.get(address)
      const answer = await fan.post(address, { act })
      await workInbox(services, 'test', mark)
      return answer.headers.get('location') ?? ''
    }
    return { fan, address, presses, reads: () => fan.reads(address) }
  }

  test('says that no money is taken, declines, and leads to the coins', async ({ assert }) => {
    const { address, presses, reads, fan } = await atTheTill()
    const page = await reads()
    assert.include(page, 'Test gateway.')
    assert.include(page, 'Pay $4.99')
    assert.notInclude(page, 'Refund half')
    assert.equal(await presses('decline'), address)
    assert.include(await reads(), 'The card was declined')
    assert.equal(await presses('refund_all'), address)
    assert.include(await reads(), 'refuses that now')

    const done = await presses('pay')
    assert.equal(done, `/buy/done?order=${address.split('/').at(-1)}`)
    assert.include(await fan.reads(done), '550 coins were added')
    // A second press is the same payment.
    await presses('pay')
    assert.include(await fan.reads(done), '550 coins were added')
    const paid = await reads()
    assert.include(paid, 'This order is paid')
    assert.notInclude(paid, 'Pay $4.99')
  })

  test('walks through all that may become of a payment, and refuses what a real one refuses', async ({
    assert,
  }) => {
    const { presses, reads } = await atTheTill()
    await presses('pay')
    await presses('refund_half')
    assert.include(await reads(), '$2.49 went back')
    await presses('dispute')
    assert.include(await reads(), 'The bank asks $2.50 back')
    await presses('refund_all')
    assert.include(await reads(), 'refuses that now')
    await presses('win_dispute')
    assert.include(await reads(), 'asked $2.50 back and gave up')
    await presses('refund_all')
    const end = await reads()
    assert.include(end, '$2.50 went back')
    assert.notInclude(end, 'Refund all')
    await presses('refund_all')
    assert.include(await reads(), 'refuses that now')
  })

  test('a fraud warning has the program give the money back', async ({ assert }) => {
    const { presses, reads } = await atTheTill()
    await presses('pay')
    await presses('warn')
    const page = await reads()
    assert.include(page, 'warned of fraud')
    assert.include(page, '$4.99 went back')
  })

  test('lives a subscription by its buttons: free days, a month, a card that fails, an end', async ({
    assert,
  }) => {
    const fan = await WebVisitor.arrives()
    const identity = await app.container.make('identity')
    const personId = fan.personId ?? ''
    const [account] = await identity.accountsOf(personId)
    const services = await servicesWith(gateway)
    const buyer = { person: { id: personId }, account: { id: account?.id ?? '' } }
    const recurring = { period: 'month', trialDays: 7 } as const
    const { order } = await sell(services, saleRequest(buyer, { recurring }))
    const address = `/pay/test/${order.id}`
    const presses = async (act: string): Promise<void> => {
      const mark = await inboxMark()
      await fan.get(address)
      await fan.post(address, { act })
      await workInbox(services, 'test', mark)
    }
    const last = async () => (await toldOf('subscription_changed', order.id)).at(-1)
    assert.include(await fan.reads(address), 'Pay $9.99')
    await presses('pay')
    assert.containSubset(await last(), { state: 'running', renews: true })
    assert.isEmpty(await toldOf('sold', order.id))
    assert.include(await fan.reads(`/buy/done?order=${order.id}`), 'Thank you, it is paid')
    await presses('renew')
    assert.lengthOf(await toldOf('sold', order.id), 1)
    await presses('fail_renewal')
    assert.containSubset(await last(), { state: 'past_due' })
    await presses('renew')
    assert.containSubset(await last(), { state: 'running' })
    await presses('refund_all')
    assert.lengthOf(await toldOf('sale_returned', order.id), 1)
    await presses('end_subscription')
    assert.containSubset(await last(), { state: 'ended', renews: false })
    assert.notInclude(await fan.reads(address), 'The next period is due')
    await presses('renew')
    assert.include(await fan.reads(address), 'refuses that now')
    assert.lengthOf(await toldOf('sold', order.id), 2)
  })

  test('is the order’s own person’s alone', async ({ assert }) => {
    const { address } = await atTheTill()
    const guest = new WebVisitor()
    const away = await guest.get(address)
    assert.match(away.headers.get('location') ?? '', /^\/sign-in/)
    const stranger = await WebVisitor.arrives()
    assert.equal((await stranger.get(address)).status, 404)
    assert.equal((await stranger.post(address, { act: 'pay' })).status, 404)
    assert.equal((await stranger.get('/pay/test/nonsense')).status, 404)
  })
})
