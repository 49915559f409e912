import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { Fan } from '#app/bot_kit/testing/conversation'
import paymentsConfig from '#config/payments'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { OpenGateway } from '#plugins/payments/shop/tests/support'
import { WebVisitor } from '#tests/support/web_visitor'
import app from '@adonisjs/core/services/app'

test.group('The shop’s pages', (group) => {
  const stripe = new OpenGateway('stripe', ['USD', 'INR'])
  const razorpay = new OpenGateway('razorpay', ['INR'])
  group.each.setup(() => connect(stripe, razorpay))
  group.each.timeout(30_000)

  test('show prices to everybody, and sell to those who joined', async ({ assert }) => {
    const guest = new WebVisitor()
    const page = await guest.reads('/buy')
    assert.include(page, 'Join first')
    assert.include(page, '$4.99')
    assert.notInclude(page, 'Buy for')
    const posted = await guest.post('/buy', { pack: 'popular', currency: 'USD' })
    assert.match(posted.headers.get('location') ?? '', /^\/sign-in\?next=%2Fbuy$/)
  })

  test('lead to the checkout of the way that was chosen', async ({ assert }) => {
    const fan = await WebVisitor.arrives()
    const page = await fan.get('/buy?currency=INR')
    const words = await page.text()
    assert.include(words, 'card (Stripe)')
    assert.include(words, 'UPI or card (Razorpay)')
    assert.include(words, '₹3,499')
    assert.include(words, 'Prices contain 18% tax')
    // A browser holds the form’s redirects to the page’s policy as well.
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' https:/)
    const other = await fan.get('/account')
    assert.notMatch(other.headers.get('content-security-policy') ?? '', /form-action [^;]*https:/)

    const sent = { pack: 'popular', currency: 'INR', gateway: 'razorpay' }
    const ordered = await fan.post('/buy', sent)
    assert.equal(ordered.status, 303)
    const order = razorpay.orders.at(-1)
    assert.equal(ordered.headers.get('location'), `https://pay.example/${order?.id}`)
    assert.containsSubset(order, { packId: 'popular', amount: 39_900n, currency: 'INR' })
    // What was paid in last is what is shown next.
    assert.include(await fan.reads('/buy'), 'Buy for ₹79')

    const state = await fan.get(`/buy/done/state?order=${order?.id}`)
    assert.deepEqual(await state.json(), { state: 'waiting' })
    assert.include(await fan.reads(`/buy/done?order=${order?.id}`), 'Waiting for the payment')
    const stranger = await WebVisitor.arrives()
    assert.equal((await stranger.get(`/buy/done?order=${order?.id}`)).status, 404)
    assert.equal((await stranger.get('/buy/done?order=nonsense')).status, 404)
  })

  test('say on the page why nothing could be ordered', async ({ assert, cleanup }) => {
    const fan = await WebVisitor.arrives()
    const after = async (fields: Record<string, string>) => {
      const answer = await fan.post('/buy', { currency: 'USD', ...fields })
      assert.equal(answer.status, 303)
      return fan.reads(answer.headers.get('location') ?? '')
    }
    await fan.get('/buy')
    assert.include(await after({ pack: 'nothing' }), 'not sold here any more')
    assert.include(await after({ pack: 'popular', currency: 'XTR' }), 'not sold here any more')
    stripe.away = true
    cleanup(() => void (stripe.away = false))
    assert.include(await after({ pack: 'popular' }), 'Nothing was taken. Try again in a minute')
  })

  test('say honestly that nothing is sold', async ({ assert, cleanup }) => {
    cleanup(await connect())
    const fan = await WebVisitor.arrives()
    assert.include(await fan.reads('/buy'), 'Coins cannot be bought here yet')
  })

  test('remember what waits for coins, for the person whose it is alone', async ({
    assert,
    cleanup,
  }) => {
    const { linksToWeb } = paymentsConfig
    Object.assign(paymentsConfig, { linksToWeb: { telegram: true, discord: false } })
    cleanup(() => void Object.assign(paymentsConfig, { linksToWeb }))
    cleanup(await connect(stripe, new OpenGateway('stars', ['XTR'])))
    const fan = await WebVisitor.arrives()
    const identity = await app.container.make('identity')
    const [account] = await identity.accountsOf(fan.personId ?? '')
    const inTelegram = new Fan(account?.platformId ?? '', {})
    const resume = JSON.stringify({ command: 'answer', options: { message: '7' } })
    const [list] = await inTelegram.sends(
      { kind: 'invoke', invocation: { command: 'get_coins', options: { resume } } },
      randomUUID()
    )
    const buttons = list?.node.kind === 'list' ? (list.node.buttons ?? []) : []
    const link = buttons.flatMap((button) => ('url' in button ? [new URL(button.url)] : [])).at(0)
    const then = link?.searchParams.get('then') ?? ''
    assert.notEqual(then, '')
    assert.include(await fan.reads(`/buy?${link?.searchParams}`), 'what waited for them goes on')
    await fan.post('/buy', { pack: 'starter', currency: 'USD', then })
    const kept = async () => {
      const [row] = await sql<{ resume: unknown; account_id: string | null }>(
        'select resume, account_id from payments_orders where id = :id',
        { id: stripe.orders.at(-1)?.id ?? '' }
      )
      return row
    }
    assert.deepEqual(await kept(), {
      account_id: account?.id ?? '',
      resume: {
        invocation: { command: 'answer', options: { message: '7' } },
        place: { kind: 'direct', id: `chat-${account?.platformId}` },
      },
    })

    const stranger = await WebVisitor.arrives()
    assert.notInclude(await stranger.reads(`/buy?${link?.searchParams}`), 'what waited')
    await stranger.post('/buy', { pack: 'starter', currency: 'USD', then })
    assert.isNull((await kept())?.resume)
  })
})
