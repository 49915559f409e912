import { test } from '@japa/runner'
import Stripe from 'stripe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

const SECRET = 'whsec_of_the_browser_tests'

test.group('The admin panel in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (skip) return async () => {}
    stage = await Stage.build({
      STRIPE_SECRET_KEY: 'sk_test_browser',
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_API_BASE: 'http://127.0.0.1:9',
    })
    await payments()
    return async () => {
      await stage.strike()
    }
  })

  /** A fan's order, paid by a webhook of Stripe's; another webhook tells of something else. */
  async function payments(): Promise<void> {
    const [order] = await stage.database.query<{ id: string }>(
      `with fan as (insert into people (display_name) values ('Noor') returning id)
       insert into payments_orders
         (person_id, frontend, gateway, pack_id, coins, bonus, currency, amount, locale, expires_at)
       select id, 'web', 'stripe', 'popular', 500000, 50000, 'USD', 499, 'en', now() + interval '1 day' from fan
       returning id`
    )
    const paid = {
      object: 'payment_intent',
      amount_received: 499,
      currency: 'usd',
      status: 'succeeded',
    }
    const metadata = { order_id: order?.id }
    await tells('payment_intent.succeeded', { id: 'pi_right', ...paid, metadata })
    const nobodys = { order_id: '00000000-0000-4000-8000-000000000000' }
    await tells('payment_intent.succeeded', { id: 'pi_nobodys', ...paid, metadata: nobodys })
    await stage.database.query(
      `insert into payments_events (provider, event_id, type, body, state, attempts, error)
       values ('stripe', 'evt_broken', 'charge.dispute.funds_withdrawn', '{"id": "evt_broken"}', 'failed', 15,
         'The gateway does not answer')`
    )
    await stage.database.query(
      `insert into payments_differences (gateway, part, subject, payment, kind, theirs, ours, reconciliation_id)
       values ('stripe', 'payment', 'pi_right', 'pi_right', 'amount_differs',
         '{"amount": "999", "currency": "USD"}', '{"amount": "499", "currency": "USD", "state": "credited"}', 1)`
    )
    await until(async () => {
      const rows = await stage.database.query(
        `select from payments_payments where state <> 'pending'`
      )
      return rows.length === 2
    })
  }

  async function tells(type: string, object: object): Promise<void> {
    const id = `evt_${type}_${'id' in object ? String(object.id) : ''}`
    const payload = JSON.stringify({
      id,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: Math.floor(Date.now() / 1000),
      data: { object },
      type,
    })
    const stripe = new Stripe('sk_test_browser')
    const header = stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET })
    const answer = await fetch(`${stage.program.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': header },
      body: payload,
    })
    if (!answer.ok) throw new Error(`The webhook got ${answer.status}`)
  }

  test(
    'from “not for you” to a payment, an event and a difference: {colorScheme}, {viewport.width} px'
  )
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const admin = await stage.visitor(options)
      const { page } = admin
      const looksRight = async (what: string) => {
        assert.deepEqual(await flaws(page), [], what)
      }
      assert.equal((await page.goto('/admin'))?.status(), 403)
      await page.getByRole('main').getByRole('link', { name: 'Sign in' }).waitFor()
      await looksRight('closed')

      await page.goto('/sign-up')
      await admin.signsUp()
      assert.equal((await page.goto('/admin/payments'))?.status(), 403)
      await stage.newestBecomes('admin')

      await page.goto('/account')
      await page.getByRole('link', { name: 'Admin' }).click()
      await page.getByRole('heading', { name: 'Admin panel' }).waitFor()
      await looksRight('the overview')

      const way = page.getByRole('navigation', { name: 'Admin panel' })
      await way.getByRole('link', { name: 'Payments', exact: true }).click()
      await page.getByRole('heading', { name: 'Payments', level: 1 }).waitFor()
      await page.getByText('nobody’s').last().waitFor()
      await looksRight('the payments')
      await page.getByLabel('Search').fill('pi_right')
      await page.getByLabel('Search').press('Enter')
      await page.getByRole('row').filter({ hasText: 'credited' }).getByRole('link').click()
      await page.getByText('system gateway_stripe').waitFor()
      await page.getByRole('heading', { name: 'Give money back' }).waitFor()
      await looksRight('one payment')
      await page.getByLabel('Amount').fill('4.999')
      await page.getByLabel('Reason').fill('A try')
      await page.getByLabel('I want to give this money back').check()
      await page.getByRole('button', { name: 'Refund' }).click()
      await page.getByRole('alert').getByText('not one of this currency').waitFor()
      await looksRight('a wrong amount')

      await way.getByRole('link', { name: 'Gateway events' }).click()
      await page.getByText('The gateway does not answer').waitFor()
      await looksRight('the events')
      await page.getByRole('link', { name: 'charge.dispute.funds_withdrawn' }).click()
      await page.getByRole('heading', { name: 'As it was sent' }).waitFor()
      await looksRight('one event')

      await way.getByRole('link', { name: 'Reconciliation' }).click()
      await page.getByText('The amount differs').waitFor()
      await page.getByText('$9.99').waitFor()
      await looksRight('the differences')

      const meant = admin.complaints.filter((complaint) => !/4(03|22)/.test(complaint))
      assert.deepEqual(meant, [])
    })
})
