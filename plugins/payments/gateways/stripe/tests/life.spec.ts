import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { openOrder } from '#plugins/payments/actions/open_order'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import { gatewayOn } from '#plugins/payments/gateways/stripe/tests/support/counter'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { reconcileGateway } from '#plugins/payments/reconciliation/actions/reconcile_gateway'
import {
  buyerOn,
  inboxMark,
  servicesWith,
  workInbox,
  type Buyer,
} from '#plugins/payments/tests/support/counter'
import type { PaymentsServices } from '#plugins/payments/services'
import {
  DISPUTE_FEE,
  feeOf,
  startStripeEmulator,
  type StripeEmulator,
  type StripeEvent,
} from '#tests/emulators/stripe/index'
import { fillRevenue } from '#plugins/payments/tests/support/lives'
import { verifyBooks } from '#tests/support/books'

/** Minor units that the best-value pack costs, and its coins. */
const PRICE = 899
const COINS = 1_200n

test.group('Stripe | a whole life', (group) => {
  let stripe: StripeEmulator
  let services: PaymentsServices
  let disconnect: () => void
  // The platform bears what was spent of a refunded payment: it has earned something before.
  group.setup(() => fillRevenue())
  group.teardown(() => verifyBooks())
  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    const gateway = gatewayOn(stripe)
    services = await servicesWith(gateway)
    disconnect = await connect(gateway)
    return async () => {
      disconnect()
      await stripe.close()
    }
  })

  /** Stripe's events go over HTTP to the program's webhook, each twice and in a wrong order, and are worked on. */
  const hooks = async (order = (all: StripeEvent[]) => all.toReversed()): Promise<number[]> => {
    const mark = await inboxMark()
    const to = `http://${process.env.HOST}:${process.env.PORT}/webhooks/stripe`
    const statuses = await stripe.deliver({ to, copies: 2, order })
    await workInbox(services, 'stripe', mark)
    return statuses
  }

  const coins = async ({ person }: Buyer): Promise<bigint> =>
    (await services.ledger.balance(person.id)).available / 1000n

  async function buys(): Promise<{ buyer: Buyer; payment: string; paymentId: string }> {
    const buyer = await buyerOn('web')
    const opened = await openOrder(services, {
      person: buyer.person,
      accountId: buyer.account.id,
      frontend: 'web',
      gateway: 'stripe',
      packId: 'best_value',
      currency: 'USD',
      locale: 'en',
    })
    if (opened.outcome !== 'open' || opened.checkout.outcome !== 'open') throw new Error('Not open')
    const { payment_intent: payment } = stripe.deeds.pay(opened.checkout.providerOrder ?? '')
    await hooks()
    const [row] = await sql<{ id: string }>(
      'select id from payments_payments where provider_payment = :payment',
      { payment }
    )
    return { buyer, payment: payment ?? '', paymentId: row?.id ?? '' }
  }

  /** Pays a creator with so many coins. */
  async function spends({ person }: Buyer, amount: bigint): Promise<void> {
    const key = randomUUID()
    const hold = { key, personId: person.id, amount: amount * 1000n, memo: { key: 'test' } }
    const held = await services.ledger.hold({ ...hold, creatorId: randomUUID() })
    if (held.outcome !== 'held') throw new Error(held.outcome)
    await services.ledger.capture({ key, holdId: held.holdId })
  }

  test('bought, spent, refunded in part', async ({ assert }) => {
    const { buyer, payment, paymentId } = await buys()
    assert.equal(await coins(buyer), COINS)
    await spends(buyer, 100n)
    const wish = { paymentId, amount: 450n, by: 'program', reason: 'asked for' }
    assert.equal((await refundPayment(services, wish)).outcome, 'refunded')
    // 450 of 899 cents: 600.667 coins, each kind rounded down to a millicoin.
    assert.equal(await coins(buyer), COINS - 100n - 601n)
    const before = await coins(buyer)
    assert.deepEqual([...new Set(await hooks())], [200])
    assert.equal(await coins(buyer), before, 'the event tells what is known')
    stripe.deeds.refund(payment)
    await hooks()
    const { available, owed } = await services.ledger.balance(buyer.person.id)
    assert.equal(available, 0n)
    // The operator bears what was spent of a refunded payment.
    assert.equal(owed, 0n)
  })

  test('disputed and lost; disputed and won', async ({ assert }) => {
    const [loser, winner] = [await buys(), await buys()]
    const lost = stripe.deeds.dispute(loser.payment)
    const won = stripe.deeds.dispute(winner.payment)
    await hooks()
    assert.equal(await coins(loser.buyer), 0n)
    assert.equal(await coins(winner.buyer), 0n)
    stripe.deeds.closeDispute(lost.id, 'lost')
    stripe.deeds.closeDispute(won.id, 'won')
    await hooks()
    assert.equal(await coins(loser.buyer), 0n)
    assert.equal(await coins(winner.buyer), COINS)
    const fees = await sql<{ fee: bigint }>(
      `select r.fee from payments_returns r where provider_return in (:lost, :won)`,
      { lost: lost.id, won: won.id }
    )
    assert.deepEqual(
      fees.map(({ fee }) => fee),
      [BigInt(DISPUTE_FEE), BigInt(DISPUTE_FEE)]
    )
  })

  test('a fraud warning gives the money back before it is disputed', async ({ assert }) => {
    const { buyer, payment } = await buys()
    stripe.deeds.warn(payment)
    await hooks()
    assert.equal(await coins(buyer), 0n)
    assert.containSubset(stripe.world.refunds.all(), [{ payment_intent: payment, amount: PRICE }])
    await hooks()
    assert.lengthOf(stripe.world.refunds.all(), 1)
  })

  test('webhooks that never came are made good by Stripe’s own list, with its fees', async ({
    assert,
  }) => {
    const { buyer, paymentId } = await buys()
    const missed = await buyerOn('web')
    const opened = await openOrder(services, {
      person: missed.person,
      accountId: missed.account.id,
      frontend: 'web',
      gateway: 'stripe',
      packId: 'best_value',
      currency: 'USD',
      locale: 'en',
    })
    if (opened.outcome !== 'open' || opened.checkout.outcome !== 'open') throw new Error('Not open')
    stripe.deeds.pay(opened.checkout.providerOrder ?? '')
    stripe.takeEvents()
    assert.equal(await coins(missed), 0n)
    const request = {
      gateway: 'stripe',
      since: new Date(Date.now() - 60_000),
      signal: new AbortController().signal,
    } as const
    const outcome = await reconcileGateway(services, request)
    assert.containSubset(outcome, { outcome: 'done', repaired: 1 })
    assert.equal(await coins(missed), COINS)
    assert.equal(await coins(buyer), COINS)
    const [row] = await sql<{ gateway_fee: bigint }>(
      'select gateway_fee from payments_payments where id = :paymentId',
      { paymentId }
    )
    assert.equal(row?.gateway_fee, BigInt(feeOf(PRICE)))
    assert.containSubset(await reconcileGateway(services, request), { repaired: 0 })
  })

  test('a forged event leaves no trace', async ({ assert }) => {
    const { payment } = await buys()
    const event = stripe.event('checkout.session.completed')
    const { body, headers } = stripe.signed({ ...event, id: 'evt_forged' })
    const to = `http://${process.env.HOST}:${process.env.PORT}/webhooks/stripe`
    const forged = body.replace(payment, `${payment}x`)
    const answer = await fetch(to, { method: 'POST', body: forged, headers })
    assert.equal(answer.status, 400)
    const kept = await sql<{ id: bigint }>(
      `select id from payments_events where event_id = 'evt_forged'`,
      {}
    )
    assert.deepEqual(kept, [])
  })
})
