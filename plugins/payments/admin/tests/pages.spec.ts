import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentsServices } from '#plugins/payments/services'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import {
  StandInGateway,
  anEvent,
  connect,
} from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { aPerson, anOrder, paid, type Paid } from '#plugins/payments/reconciliation/tests/support'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('Payments in the admin panel', (group) => {
  const stripe = new StandInGateway('stripe')
  let admin: WebVisitor
  group.each.timeout(60_000)
  group.setup(async () => {
    admin = await WebVisitor.arrives('admin')
    return connect(stripe)
  })

  /** A payment that gave its coins; its page. */
  async function credited(): Promise<{ personId: string; fact: Paid; page: string }> {
    const personId = await aPerson()
    const fact = paid(await anOrder(personId, 'stripe'))
    await applyFacts(await paymentsServices(), 'stripe', [fact])
    return { personId, fact, page: await pageOf(fact.payment) }
  }

  const pageOf = async (payment: string): Promise<string> => {
    const [found] = await sql<{ id: string }>(
      'select id from payments_payments where provider_payment = :payment',
      { payment }
    )
    return `/admin/payments/${found?.id}`
  }

  test('a payment is found by each of its names, and by who paid', async ({ assert }) => {
    const { personId, fact, page } = await credited()
    const other = await credited()
    const [row] = await sql<{ receipt: string; order_id: string }>(
      'select receipt, order_id from payments_payments where provider_payment = :payment',
      { payment: fact.payment }
    )
    const names = [fact.payment, personId, row?.receipt, row?.order_id, page.split('/').at(-1)]
    for (const name of names) {
      const found = await admin.reads(`/admin/payments?search=${encodeURIComponent(name ?? '')}`)
      assert.include(found, page, `by ${name}`)
      assert.notInclude(found, other.page, `by ${name}`)
    }
    for (const nobody of ['telegram:0', 'a%00b', '<script>', "'; drop table x"]) {
      const found = await admin.get(`/admin/payments?search=${encodeURIComponent(nobody)}`)
      assert.equal(found.status, 200)
      assert.notInclude(await found.text(), page)
    }
  })

  test('payments are filtered by gateway and state', async ({ assert }) => {
    const { page } = await credited()
    assert.include(await admin.reads('/admin/payments?gateway=stripe&state=credited'), page)
    assert.notInclude(await admin.reads('/admin/payments?gateway=razorpay'), page)
    assert.notInclude(await admin.reads('/admin/payments?state=unmatched'), page)
    assert.include(await admin.reads('/admin/payments?state=nonsense'), page)
  })

  test('one payment shows its facts and both legs of its transfers', async ({ assert }) => {
    const { fact, page } = await credited()
    const text = await admin.reads(page)
    for (const words of [
      fact.payment,
      '$4.99',
      '500 coins',
      'system gateway_stripe',
      'COIN',
      'USD',
    ]) {
      assert.include(text, words)
    }
    assert.include(text, 'wallet purchased')
  })

  test('a part is given back, and the page shows what came of it', async ({ assert }) => {
    const { personId, fact, page } = await credited()
    await admin.get(page)
    const answer = await admin.post(`${page}/refund`, {
      amount: '1.00',
      reason: 'They asked kindly',
      sure: 'yes',
    })
    assert.equal(answer.headers.get('location'), page, await answer.clone().text())
    assert.containSubset(stripe.refunds.at(-1), { payment: fact.payment, amount: 100n })
    const text = await admin.reads(page)
    assert.include(text, 'The money was given back')
    assert.include(text, 'They asked kindly')
    assert.include(text, '$1.00')
    assert.include(text, admin.personId ?? '')
    const { buckets } = await (await paymentsServices()).ledger.balance(personId)
    assert.isBelow(Number(buckets.purchased), 500_000)
  })

  test('a refund needs an amount of the currency, a reason and a yes', async ({ assert }) => {
    const { page } = await credited()
    const before = stripe.refunds.length
    await admin.get(page)
    const right = { amount: '1.00', reason: 'why', sure: 'yes' }
    const wrongs = [
      [{ ...right, amount: '1.005' }, 'The amount is not one of this currency'],
      [{ ...right, amount: '-1' }, 'The amount is not one of this currency'],
      [{ ...right, amount: '0' }, 'The amount is not one of this currency'],
      [{ ...right, reason: ' ' }, 'write a reason'],
      [{ ...right, sure: '' }, 'confirm that you want'],
      [{ ...right, amount: '100' }, 'Less than that is left'],
    ] as const
    for (const [fields, words] of wrongs) {
      const answer = await admin.post(`${page}/refund`, fields)
      assert.equal(answer.status, 422, words)
      assert.include(await answer.text(), words)
    }
    assert.lengthOf(stripe.refunds, before)
  })

  test('an admin may call a reason what the program calls its own, twice', async ({ assert }) => {
    const { page } = await credited()
    for (const amount of ['1.00', '2.00']) {
      await admin.get(page)
      const answer = await admin.post(`${page}/refund`, {
        amount,
        reason: 'fraud_warning',
        sure: 'yes',
      })
      assert.equal(answer.headers.get('location'), page, await answer.clone().text())
    }
    const text = await admin.reads(page)
    assert.include(text, '$1.00')
    assert.include(text, '$2.00')
  })

  test('nobody but an admin refunds, and no form of another page does', async ({ assert }) => {
    const { page } = await credited()
    const before = stripe.refunds.length
    const fields = { amount: '', reason: 'mine', sure: 'yes' }
    for (const visitor of [await WebVisitor.arrives(), await WebVisitor.arrives('moderator')]) {
      assert.equal((await visitor.post(`${page}/refund`, fields)).status, 403)
    }
    await admin.get(page)
    const forged = await admin.post(`${page}/refund`, { ...fields, _csrf: 'not it' })
    assert.notEqual(forged.headers.get('location'), page)
    assert.lengthOf(stripe.refunds, before)
  })

  test('events are filtered, opened and replayed', async ({ assert }) => {
    const eventId = anEvent()
    const body = { id: eventId, secret: '<b>bold</b>' }
    const event = { provider: 'stripe', eventId, type: 'charge.odd', body } as const
    await takeEvent(await paymentsServices(), event)
    const [row] = await sql<{ id: bigint }>(
      `update payments_events set state = 'failed', error = 'It broke', ended_at = now()
       where event_id = :eventId returning id`,
      { eventId }
    )
    const page = `/admin/payments/events/${row?.id}`
    const shown = ['', '?state=failed', '?provider=stripe&type=charge.*', '?type=charge.odd']
    for (const query of shown) {
      assert.include(await admin.reads(`/admin/payments/events${query}`), page, query)
    }
    for (const query of ['?state=done', '?provider=razorpay', '?type=charge', '?before=1']) {
      assert.notInclude(await admin.reads(`/admin/payments/events${query}`), page, query)
    }
    const one = await admin.reads(page)
    assert.include(one, 'It broke')
    assert.include(one, '&lt;b&gt;bold')

    const answer = await admin.post(`${page}/replay`, {})
    assert.equal(answer.headers.get('location'), page)
    const again = await admin.reads(page)
    assert.include(again, '1 event is being worked on again')
    assert.include(again, 'to be worked on')
    assert.equal((await admin.get('/admin/payments/events/99999999')).status, 404)
    assert.equal((await (await WebVisitor.arrives()).post(`${page}/replay`, {})).status, 403)
  })

  test('all that failed is replayed at once', async ({ assert }) => {
    await sql(
      `insert into payments_events (provider, event_id, type, body, state)
       select 'stripe', 'flood_' || gen_random_uuid(), 't', '{}', 'failed' from generate_series(1, 501)`,
      {}
    )
    assert.match(await admin.reads('/admin/payments/events'), /stripe: replay 50\d failed events/)
    await admin.post('/admin/payments/events/replay-failed', { provider: 'stripe' })
    assert.match(await admin.reads('/admin/payments/events'), /50\d events are being worked on/)
    const [left] = await sql<{ count: bigint }>(
      `select count(*) as count from payments_events where state = 'failed'`,
      {}
    )
    assert.equal(left?.count, 0n)
  })

  test('a comparison is asked for, once a minute', async ({ assert }) => {
    await admin.get('/admin/payments/reconciliation')
    await admin.post('/admin/payments/reconciliation', {})
    await admin.post('/admin/payments/reconciliation', {})
    assert.include(await admin.reads('/admin/payments/reconciliation'), 'are being compared')
    const jobs = await sql<{ key: string }>(
      `select key from outbox where topic = 'payments.reconcile_gateway' and key like 'stripe:asked:%'`,
      {}
    )
    assert.isNotEmpty(jobs)
    assert.isAtMost(jobs.length, 2)
  })
})
