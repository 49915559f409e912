import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { Person } from '#app/identity/types'
import { stripeClient } from '#plugins/payments/gateways/stripe/make_client'
import { approvePayout } from '#plugins/payments/payouts/actions/approve_payout'
import { beginOnboarding, refreshPayee } from '#plugins/payments/payouts/actions/choose_payee'
import { requestPayout } from '#plugins/payments/payouts/actions/request_payout'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import { applyPayoutFact } from '#plugins/payments/payouts/apply_payout_fact'
import { makePayoutProviders } from '#plugins/payments/payouts/providers/index'
import { stripePayouts } from '#plugins/payments/payouts/providers/stripe'
import { earningsOf } from '#plugins/payments/payouts/queries/earnings_of'
import { findPayee, findPayout } from '#plugins/payments/payouts/queries/payouts'
import { fansPay, joined, withoutWaiting } from '#plugins/payments/payouts/tests/support/creators'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'
import { verifyBooks } from '#tests/support/books'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'

test.group('Payouts | Stripe Connect', (group) => {
  let services: PaymentsServices
  let stripe: StripeEmulator
  group.setup(async () => {
    services = await paymentsServices()
    stripe = await startStripeEmulator()
    const client = stripeClient({ secretKey: stripe.key, apiBase: stripe.base })
    app.container.singleton('payoutProviders', () => new Map([['stripe', stripePayouts(client)]]))
    return async () => {
      app.container.singleton('payoutProviders', () => makePayoutProviders())
      await stripe.close()
    }
  })
  group.each.setup(() => {
    stripe.connect.setBalance('usd', 1_000_000)
    return withoutWaiting()
  })

  const backTo = 'http://127.0.0.1/earnings/connected'

  /** A creator whose account at Stripe is ready, and who earned so many millicoins. */
  async function creatorWith(earned: bigint): Promise<Person> {
    const creator = await joined()
    await beginOnboarding({ personId: creator.id, email: null, backTo })
    const payee = await findPayee(creator.id)
    stripe.connect.onboard(payee?.providerAccount ?? '')
    await refreshPayee(creator.id)
    await fansPay(services.ledger, creator.id, (earned * 10n) / 7n)
    return creator
  }

  async function asked(personId: string): Promise<string> {
    const request = await requestPayout(services, { personId })
    if (request.outcome !== 'asked') throw new Error(request.outcome)
    return request.payoutId
  }

  test('a creator says at Stripe who they are, and can be paid once Stripe says so', async ({
    assert,
  }) => {
    const creator = await joined()
    const begun = await beginOnboarding({ personId: creator.id, email: 'ada@example.com', backTo })
    assert.equal(begun.outcome, 'open')
    await refreshPayee(creator.id)
    const payee = await findPayee(creator.id)
    assert.isFalse(payee?.ready, 'nothing is filled in yet')
    assert.deepEqual(await requestPayout(services, { personId: creator.id }), {
      outcome: 'not_ready',
    })

    await beginOnboarding({ personId: creator.id, email: 'ada@example.com', backTo })
    assert.equal((await findPayee(creator.id))?.providerAccount, payee?.providerAccount)
    stripe.connect.onboard(payee?.providerAccount ?? '')
    await refreshPayee(creator.id)
    assert.isTrue((await findPayee(creator.id))?.ready)

    const payeeId = payee?.providerAccount ?? ''
    await applyPayoutFact(services, 'stripe', {
      kind: 'payee_changed',
      payee: payeeId,
      ready: false,
    })
    assert.isFalse((await findPayee(creator.id))?.ready, 'Stripe wants to know more')
  })

  test('what is asked for is transferred once, and the books say so', async ({ assert }) => {
    const creator = await creatorWith(7_000_000n)
    const id = await asked(creator.id)
    const payout = await findPayout(id)
    assert.equal(payout?.state, 'paid')
    assert.match(payout?.providerPayout ?? '', /^tr_/)
    await settlePayout(services, id)
    const transfers = stripe.requests.filter(
      ({ method, path }) => method === 'POST' && path === '/v1/transfers'
    )
    assert.lengthOf(transfers, 1)
    assert.deepInclude(await earningsOf(services, creator.id), { paid: 4_550n, underWay: 0n })
    await verifyBooks()
  })

  test('an empty balance at Stripe is waited out', async ({ assert }) => {
    const creator = await creatorWith(7_000_000n)
    stripe.connect.setBalance('usd', 0)
    const id = await asked(creator.id)
    assert.deepInclude(await findPayout(id), { state: 'reserved', reason: 'balance_insufficient' })
    stripe.connect.setBalance('usd', 1_000_000)
    stripe.forgetKeys()
    assert.equal((await settlePayout(services, id))?.state, 'paid')
  })

  test('an answer that was lost is no second transfer, a day later either', async ({ assert }) => {
    const creator = await creatorWith(7_000_000n)
    const before = stripe.world.transfers.all().length
    stripe.faults.plan(/^POST \/v1\/transfers$/, { kind: 'cut', when: 'after' }, 5)
    const id = await asked(creator.id)
    assert.equal((await findPayout(id))?.state, 'reserved')
    stripe.faults.clear()
    stripe.forgetKeys()
    assert.equal((await settlePayout(services, id))?.state, 'paid')
    assert.lengthOf(stripe.world.transfers.all(), before + 1)
  })

  test('an account that Stripe refuses gives the coins back', async ({ assert }) => {
    const creator = await creatorWith(7_000_000n)
    stripe.connect.restrict((await findPayee(creator.id))?.providerAccount ?? '')
    const id = await asked(creator.id)
    assert.equal((await findPayout(id))?.state, 'failed')
    assert.deepInclude(await earningsOf(services, creator.id), {
      available: { coins: 7_000_000n, amount: 4_550n },
    })
  })

  test('a transfer that Stripe takes back makes the coins available again, once', async ({
    assert,
  }) => {
    const creator = await creatorWith(7_000_000n)
    const id = await asked(creator.id)
    const payout = (await findPayout(id))?.providerPayout ?? ''
    const fact = { kind: 'payout_changed', payout, state: 'reversed', reason: 'closed' } as const
    await applyPayoutFact(services, 'stripe', fact)
    await applyPayoutFact(services, 'stripe', fact)
    assert.equal((await findPayout(id))?.state, 'reversed')
    assert.deepInclude(await earningsOf(services, creator.id), {
      available: { coins: 7_000_000n, amount: 4_550n },
      paid: 0n,
      reversed: 4_550n,
    })
    await verifyBooks()
  })

  test('a large payout is sent when the second admin agrees', async ({ assert }) => {
    const creator = await creatorWith(700_000_000n)
    const payoutId = await asked(creator.id)
    assert.equal((await findPayout(payoutId))?.state, 'reserved')
    for (const admin of [await joined('admin'), await joined('admin')]) {
      await approvePayout(services, { payoutId, adminId: admin.id })
    }
    assert.equal((await findPayout(payoutId))?.state, 'paid')
  })
})
