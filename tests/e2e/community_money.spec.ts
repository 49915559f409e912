import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { transcript } from '#bots/web/transcript'
import { sql } from '#app/support/sql'
import { communityFigures } from '#plugins/communities/everyday/figures/queries/community_figures'
import type { MembershipRow, PurchaseRow } from '#plugins/communities/rows'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  openCommunity,
  runJobs,
  somebody,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { paymentsServices } from '#plugins/payments/services'
import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'
import { inboxMark, workInbox } from '#plugins/payments/tests/support/counter'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { recurringGateway } from '#plugins/payments/tests/support/subscribed'
import { RazorpayEmulator } from '#tests/emulators/razorpay/index'
import { verifyBooks } from '#tests/support/books'

/** Money that was given back, by payment. */
const given: string[] = []

test.group('A membership that is paid with money', (group) => {
  group.tap((one) => one.timeout(60_000))
  group.each.setup(() =>
    connect(
      recurringGateway({
        refund: ({ key, payment }) => {
          given.push(payment)
          return Promise.resolve({ outcome: 'refunded', refund: `re_${key}` })
        },
      })
    )
  )
  group.teardown(() => verifyBooks())

  /** The fan sees the tier, presses the way to pay, and has a checkout; gives its order. */
  async function checkout(fan: Somebody, tierId: string): Promise<string> {
    await fan.talk.sends({
      kind: 'invoke',
      invocation: { command: 'join_tier', options: { tier: tierId } },
    })
    await fan.talk.presses('Pay $10.00 · Test payment')
    const node = fan.talk.seen.at(-1)?.node
    if (node?.kind !== 'pay') throw new Error(fan.talk.lastText())
    const [purchase] = await purchasesOf(fan)
    return purchase?.order_id ?? ''
  }

  /** The gateway says that an order was paid; what is told of it is heard. */
  async function pays(orderId: string): Promise<string> {
    const payment = `pay_${randomUUID()}`
    await applyFacts(await paymentsServices(), 'test', [
      {
        kind: 'paid',
        payment,
        order: { id: orderId },
        buyer: null,
        packId: null,
        amount: 1_000n,
        currency: 'USD',
        at: new Date(),
      },
    ])
    await runJobs('payments.sold', { orderId })
    return payment
  }

  const purchasesOf = ({ person }: Somebody) =>
    sql<PurchaseRow>(
      'select * from communities_purchases where person_id = :id order by created_at desc, id',
      { id: person.id }
    )
  const liveOf = ({ person }: Somebody) =>
    sql<MembershipRow>(
      `select * from communities_memberships where person_id = :id and state <> 'ended'`,
      { id: person.id }
    )

  test('is there once the gateway says so; two that are paid are one, and the other goes back', async ({
    assert,
  }) => {
    const { community, creator } = await openCommunity(openWorld())
    const { tier } = await tierOf(community.id, { prices: { USD: 1_000n } })
    const visitor = randomUUID()
    const fan = await somebody({ frontend: 'web', platformId: visitor, place: { id: visitor } })
    const told = async () =>
      (await transcript.since(visitor, 0)).map(({ body }) => JSON.stringify(body)).join('\n')
    const first = await checkout(fan, tier.id)
    const second = await checkout(fan, tier.id)
    assert.notEqual(first, second)
    const { ledger } = await paymentsServices()
    const paid = await pays(first)
    assert.lengthOf(await liveOf(fan), 1)
    await runJobs('communities.tell_buyer')
    assert.include(await told(), 'Welcome to Moonlight Club: Gold')
    // Ten dollars at 0.0065 a coin, and seventy parts of a hundred of them.
    const earned = (1_538_461n * 7_000n) / 10_000n
    assert.equal((await ledger.balance(creator.person.id)).earnings.purchased, earned)
    const figures = await communityFigures(community.id, 30)
    assert.equal(figures.earned, earned)
    assert.equal(figures.paid, 1_538_461n)

    const double = await pays(second)
    assert.lengthOf(await liveOf(fan), 1)
    assert.deepEqual(given, [double])
    await runJobs('communities.tell_buyer')
    assert.include(await told(), 'you were in already when this payment came')
    assert.equal((await ledger.balance(creator.person.id)).earnings.purchased, earned)
    await runJobs('payments.sale_returned', { orderId: second })
    assert.lengthOf(await liveOf(fan), 1)

    // Half of it goes back: they stay in, and the figures say what is left.
    const refunds = (amount: bigint) => ({
      kind: 'refunded' as const,
      payment: paid,
      refund: `re_${randomUUID()}`,
      amount,
      at: new Date(),
    })
    await applyFacts(await paymentsServices(), 'test', [refunds(500n)])
    await runJobs('payments.sale_returned', { orderId: first })
    assert.lengthOf(await liveOf(fan), 1)
    const halved = await communityFigures(community.id, 30)
    assert.equal(halved.paid, 769_230n)
    assert.equal(halved.earned, earned / 2n)

    // A refund of the rest ends it.
    await applyFacts(await paymentsServices(), 'test', [refunds(500n)])
    await runJobs('payments.sale_returned', { orderId: first })
    assert.lengthOf(await liveOf(fan), 0)
    assert.equal((await ledger.balance(creator.person.id)).earnings.purchased, 0n)
  })
})

const RAZORPAY = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }
const WEBHOOK = `http://${process.env.HOST}:${process.env.PORT}/webhooks/razorpay`

test.group('A membership that is paid by Razorpay', (group) => {
  let razorpay: RazorpayEmulator
  group.tap((one) => one.timeout(60_000))
  group.each.setup(async () => {
    razorpay = await RazorpayEmulator.start(RAZORPAY)
    const settings = { ...RAZORPAY, apiBase: razorpay.base, timeout: 5_000 }
    const payPage = ({ id }: { id: string }) => ({ label: 'Pay', url: `https://x.example/${id}` })
    const disconnect = await connect(new RazorpayGateway({ settings, payPage }))
    return async () => {
      disconnect()
      await razorpay.close()
    }
  })
  group.teardown(() => verifyBooks())

  /** Razorpay tells what happened, twice and the newest first; what comes of it is done. */
  async function tells(orderId: string): Promise<void> {
    const mark = await inboxMark()
    for (const event of [...razorpay.events, ...razorpay.events].toReversed()) {
      const status = await razorpay.deliver(event, WEBHOOK)
      if (status !== 200) throw new Error(`The webhook answered ${status}`)
    }
    await workInbox(await paymentsServices(), 'razorpay', mark)
    for (const topic of ['subscription_changed', 'sold', 'sale_returned']) {
      await runJobs(`payments.${topic}`, { orderId })
    }
  }

  test('free days, the first month, a card that fails, and all of it paid back', async ({
    assert,
  }) => {
    const { community } = await openCommunity(openWorld())
    const { tier } = await tierOf(community.id, {
      coins: null,
      prices: { INR: 49_900n },
      trialDays: 7,
    })
    const visitor = randomUUID()
    const fan = await somebody({ frontend: 'web', platformId: visitor, place: { id: visitor } })
    await fan.talk.sends({
      kind: 'invoke',
      invocation: { command: 'join_tier', options: { tier: tier.id } },
    })
    assert.include(JSON.stringify(fan.talk.seen.at(-1)), 'tries your card with ₹5')
    await fan.talk.presses('Start 7 free days · By Razorpay')
    const [opened] = await sql<PurchaseRow>(
      'select * from communities_purchases where person_id = :id',
      { id: fan.person.id }
    )
    const orderId = opened?.order_id ?? ''
    const [name = ''] = razorpay.world.billing.subscriptions.keys()
    const membership = async () => {
      const [row] = await sql<MembershipRow>(
        'select * from communities_memberships where person_id = :id',
        { id: fan.person.id }
      )
      return row
    }
    assert.isUndefined(await membership())

    razorpay.world.billing.authenticate(name)
    await tells(orderId)
    assert.containSubset(await membership(), { state: 'trialing', renews: true })
    const until = (await membership())?.paid_until?.getTime() ?? 0
    assert.isAtLeast(until, Date.now() + 7 * 86_400_000 - 60_000, 'all the days that were told')

    const paid = razorpay.world.billing.charge(name)
    await tells(orderId)
    assert.containSubset(await membership(), { state: 'active', renews: true, amount: 49_900n })
    assert.isAbove((await membership())?.paid_until?.getTime() ?? 0, until + 26 * 86_400_000)

    razorpay.world.billing.fail(name)
    await tells(orderId)
    assert.equal((await membership())?.state, 'active', 'what is paid is theirs')

    const all = razorpay.world.refund(paid.id, { receipt: null, speed: 'normal' }, null)
    razorpay.world.settleRefund(all.id, 'processed')
    await tells(orderId)
    assert.containSubset(await membership(), { state: 'ended', end_reason: 'refunded' })
  })
})
