import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentsServices } from '#plugins/payments/services'
import { StandInGateway, connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import {
  AGO,
  PRICE,
  aPerson,
  anOrder,
  atAccount,
  forgetPayments,
  lists,
  openDifferences,
  paid,
  reconciled,
} from '#plugins/payments/reconciliation/tests/support'

const told = async (...facts: Parameters<typeof applyFacts>[2]) =>
  applyFacts(await paymentsServices(), 'stripe', facts)

const stateOf = async (payment: string) =>
  (
    await sql<{ state: string; gateway_fee: bigint | null }>(
      'select state, gateway_fee from payments_payments where provider_payment = :payment',
      { payment }
    )
  )[0]

test.group('Reconciliation', (group) => {
  let stripe: StandInGateway
  let person: string
  group.each.setup(async () => {
    await forgetPayments()
    stripe = new StandInGateway('stripe')
    person = await aPerson()
    return connect(stripe)
  })

  const balance = async () => (await (await paymentsServices()).ledger.balance(person)).buckets

  test('a webhook that never came is made up for, and its fee is booked once', async ({
    assert,
  }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    lists(stripe, payment, 44n)
    const before = await atAccount('fees')
    const run = await reconciled(stripe)
    assert.containSubset(run, { records: 1, repaired: 1, open: 0 })
    assert.equal((await balance()).purchased, 500_000n)
    assert.deepEqual(await stateOf(payment.payment), { state: 'credited', gateway_fee: 44n })

    const again = await reconciled(stripe)
    assert.containSubset(again, { records: 1, repaired: 0, open: 0 })
    assert.equal((await balance()).purchased, 500_000n)
    assert.equal((await atAccount('fees')) - before, 44n)
  })

  test('a refund that was missed takes the coins back', async ({ assert }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    lists(stripe, payment)
    await told(payment)
    lists(stripe, {
      kind: 'refunded',
      payment: payment.payment,
      refund: 're_missed',
      amount: PRICE,
      at: AGO,
    })
    const run = await reconciled(stripe)
    assert.containSubset(run, { records: 2, repaired: 1, open: 0 })
    assert.equal((await balance()).purchased, 0n)
  })

  test('a refund of a payment that was missed too, before the list’s time, brings it along', async ({
    assert,
  }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    const refund = {
      kind: 'refunded',
      payment: payment.payment,
      refund: 're_alone',
      amount: 100n,
      at: AGO,
    } as const
    stripe.records.push({ ...refund, gatewayFee: null })
    stripe.truths.set(payment.payment, [payment, refund])
    assert.containSubset(await reconciled(stripe), { records: 1, open: 0 })
    assert.equal((await stateOf(payment.payment))?.state, 'credited')
    assert.isBelow(Number((await balance()).purchased), 500_000)
  })

  test('what differs is shown with both sides, and goes when it agrees again', async ({
    assert,
  }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    await told(payment)
    const record = lists(stripe, { ...payment, amount: 999n })
    assert.equal((await reconciled(stripe)).open, 1)
    const [difference] = await sql<{ kind: string; theirs: unknown; ours: unknown }>(
      'select kind, theirs, ours from payments_differences',
      {}
    )
    assert.deepEqual(difference, {
      kind: 'amount_differs',
      theirs: { amount: '999', currency: 'USD' },
      ours: { amount: '499', currency: 'USD', state: 'credited' },
    })
    assert.equal((await reconciled(stripe)).open, 1)

    stripe.records = [{ ...record, ...payment, gatewayFee: null }]
    assert.equal((await reconciled(stripe)).open, 0)
    const rows = await sql<{ closed: boolean }>(
      'select closed_at is not null as closed from payments_differences',
      {}
    )
    assert.deepEqual(rows, [{ closed: true }])
  })

  test('what only one side knows: {name}')
    .with([
      { name: 'nobody’s here', kind: 'unknown_here' },
      { name: 'a payment that is gone there', kind: 'unknown_there' },
      { name: 'another amount than the order’s', kind: 'amount_differs' },
      { name: 'another currency', kind: 'currency_differs' },
    ] as const)
    .run(async ({ assert }, { kind }) => {
      const order = kind === 'unknown_here' ? null : await anOrder(person, 'stripe')
      const payment = paid(order, kind === 'amount_differs' ? { amount: 1n } : {})
      if (kind === 'unknown_there') await told(payment)
      else if (kind === 'currency_differs') {
        await told(payment)
        lists(stripe, { ...payment, currency: 'INR' })
      } else lists(stripe, payment)
      await reconciled(stripe)
      assert.deepEqual(await openDifferences(), [`payment ${payment.payment} ${kind}`])
    })

  test('a refund that is here and not there', async ({ assert }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    lists(stripe, payment)
    const refund = { payment: payment.payment, refund: 're_ours', amount: 100n, at: AGO }
    await told(payment, { kind: 'refunded', ...refund })
    await reconciled(stripe)
    assert.deepEqual(await openDifferences(), ['refund re_ours unknown_there'])
    lists(stripe, { kind: 'refunded', ...refund })
    assert.equal((await reconciled(stripe)).open, 0)
  })

  test('a payment that the books do not show as it is', async ({ assert }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    await told(payment)
    lists(stripe, payment)
    // As if somebody had written another amount into the payment after it was credited.
    await sql('update payments_payments set amount = 600 where provider_payment = :payment', {
      payment: payment.payment,
    })
    stripe.records = [{ ...payment, amount: 600n, gatewayFee: null }]
    await reconciled(stripe)
    assert.deepEqual(await openDifferences(), [`payment ${payment.payment} books_differ`])
    const [found] = await sql<{ theirs: unknown; ours: unknown }>(
      'select theirs, ours from payments_differences',
      {}
    )
    assert.deepEqual(found, {
      theirs: { amount: '600', currency: 'USD' },
      ours: { amount: '499', currency: 'USD' },
    })
  })

  test('a fee that is another than the booked one is not booked again', async ({ assert }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    const record = lists(stripe, payment, 44n)
    await reconciled(stripe)
    stripe.records = [{ ...record, gatewayFee: 50n }]
    const before = await atAccount('fees')
    await reconciled(stripe)
    assert.deepEqual(await openDifferences(), [`payment ${payment.payment} fee_differs`])
    assert.equal(await atAccount('fees'), before)
  })

  test('one run of a gateway at a time; one that was left is gone on with', async ({ assert }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    await told(payment)
    lists(stripe, payment)
    await sql(
      `insert into payments_reconciliations (gateway, since) values ('stripe', now() - interval '3 days')`,
      {}
    )
    const { signal } = new AbortController()
    const services = await paymentsServices()
    const busy = await reconcileGateway(services, { gateway: 'stripe', signal })
    assert.equal(busy.outcome, 'busy')
    await sql(`update payments_reconciliations set heard_at = now() - interval '6 minutes'`, {})
    assert.equal((await reconciled(stripe)).records, 1)
    const runs = await sql<{ state: string; records: number }>(
      'select state, records from payments_reconciliations',
      {}
    )
    assert.deepEqual(runs, [{ state: 'done', records: 1 }])
  })

  test('a list that breaks off fails the run, which is gone on with', async ({ assert }) => {
    const payment = paid(await anOrder(person, 'stripe'))
    const record = lists(stripe, payment)
    let broken = true
    stripe.list = async function* () {
      yield record
      if (broken) throw new Error('The line went dead')
    }
    await assert.rejects(() => reconciled(stripe), 'The line went dead')
    broken = false
    assert.equal((await reconciled(stripe)).open, 0)
    assert.equal((await balance()).purchased, 500_000n)
    const runs = await sql<{ state: string; error: null }>(
      'select state, error from payments_reconciliations',
      {}
    )
    assert.deepEqual(runs, [{ state: 'done', error: null }])
  })

  test('a list that leaves out more than there is time to ask for is not believed', async ({
    assert,
  }) => {
    await sql(
      `insert into payments_payments (gateway, provider_payment, state, currency, amount, paid_at)
       select 'stripe', 'flood_' || n, 'unmatched', 'USD', 100, now() - interval '1 hour' from generate_series(1, 501) n`,
      {}
    )
    await assert.rejects(() => reconciled(stripe), /seems to be broken/)
    assert.deepEqual(await openDifferences(), [])
  })
})
