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
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { recurringGateway } from '#plugins/payments/tests/support/subscribed'
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

    // A refund of the first one ends it.
    await applyFacts(await paymentsServices(), 'test', [
      {
        kind: 'refunded',
        payment: paid,
        refund: `re_${randomUUID()}`,
        amount: 1_000n,
        at: new Date(),
      },
    ])
    await runJobs('payments.sale_returned', { orderId: first })
    assert.lengthOf(await liveOf(fan), 0)
    assert.equal((await ledger.balance(creator.person.id)).earnings.purchased, 0n)
  })
})
