/** What every gateway does with things that are not packs, and with what it charges again by itself. */
import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { refundSale } from '#plugins/payments/actions/refund_sale'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import { sellingGateways, wayOf } from '#plugins/payments/packs/gateways_for'
import type { Checkout, Order, Period } from '#plugins/payments/gateways/gateway'
import {
  buyerOn,
  inboxMark,
  replayInbox,
  servicesWith,
  workInbox,
  type Buyer,
} from '#plugins/payments/tests/support/counter'
import type { GatewayStage } from '#plugins/payments/tests/support/gateway_contract'
import {
  CREATOR_PART,
  earnedBy,
  saleRequest,
  sell,
  toldOf,
} from '#plugins/payments/tests/support/sales'

/** How subscriptions are lived on a stage. Events lie in the inbox when each resolves. */
export interface SubscriptionStage {
  period: Period
  /** The fan pays the first period. Answers the gateway's id of the payment. */
  begin(order: Order, checkout: Checkout, buyer: Buyer): Promise<string>
  /** The next period is due, and paid. */
  renew(order: Order): Promise<string>
  /** The next period is due, and the card does not pay; absent where the platform tells nothing of it. */
  fail?(order: Order): Promise<void>
  /** What is cancelled stays so: the platform takes it back no more. Then `end` is the end of its period. */
  final?: boolean
  /** The gateway gives it up; absent where the platform tells nothing of it. */
  end?(order: Order): Promise<void>
}

type Staged = <T>(run: (stage: GatewayStage) => Promise<T>) => Promise<T>

export function saleContract(staged: Staged): void {
  const amountIn = (currency: string): bigint => (currency === 'XTR' ? 250n : 999n)

  async function sold(
    stage: GatewayStage,
    recurring: { period: Period; trialDays: number } | null
  ) {
    const services = await servicesWith(stage.gateway)
    const buyer = await buyerOn(stage.frontend, stage.newPlatformId?.())
    const { frontend, currency, gateway } = stage
    const about = {
      frontend,
      currency,
      gateway: gateway.name,
      amount: amountIn(currency),
      recurring,
    }
    return { services, buyer, ...(await sell(services, saleRequest(buyer, about))) }
  }

  test('what is no pack is sold once, and its money can go back', async ({ assert }) => {
    await staged(async (stage) => {
      if (stage.gateway.packsAlone === true) {
        const services = await servicesWith(stage.gateway)
        assert.deepEqual(await sellingGateways(services, stage.frontend), [])
        return
      }
      const { services, buyer, order, checkout, request } = await sold(stage, null)
      const mark = await inboxMark()
      const payment = await stage.pay(order, checkout, buyer)
      await workInbox(services, stage.gateway.name, mark)
      await replayInbox(services, stage.gateway.name, payment)
      const [news, ...more] = await toldOf('sold', order.id)
      assert.containSubset(news, {
        orderId: order.id,
        seller: 'club',
        reference: request.reference,
        personId: buyer.person.id,
        amount: request.amount.toString(),
        currency: request.currency,
      })
      assert.isEmpty(more)
      assert.equal(await earnedBy(services, request.creatorId), CREATOR_PART)
      assert.equal((await services.ledger.balance(buyer.person.id)).available, 0n)

      const wish = { key: randomUUID(), paymentId: String(news?.paymentId), amount: null }
      assert.equal(await refundSale(services, { ...wish, reason: 'test' }), 'refunded')
      assert.equal(await refundSale(services, { ...wish, reason: 'test' }), 'refunded')
      await workInbox(services, stage.gateway.name, mark)
      assert.equal(await earnedBy(services, request.creatorId), 0n)
      const back = await toldOf('sale_returned', order.id)
      assert.lengthOf(back, 1)
      assert.containSubset(back[0], { change: 'taken', kind: 'refund', whole: true })
    })
  })

  test('a subscription is paid period by period, each a sale of its own', async ({ assert }) => {
    await staged(async (stage) => {
      const { subscription, gateway } = stage
      assert.equal(subscription === undefined, gateway.subscriptions === undefined)
      if (!subscription) return
      assert.include(wayOf(gateway).recurring, subscription.period)
      const recurring = { period: subscription.period, trialDays: 0 }
      const { services, buyer, order, checkout, request } = await sold(stage, recurring)
      const mark = await inboxMark()
      const work = () => workInbox(services, gateway.name, mark)
      const last = async () => (await toldOf('subscription_changed', order.id)).at(-1)

      const first = await subscription.begin(order, checkout, buyer)
      await work()
      assert.lengthOf(await toldOf('sold', order.id), 1)
      assert.containSubset(await last(), { state: 'running', renews: true, seller: 'club' })
      const begun = Date.parse(String((await last())?.paidUntil))
      assert.isAbove(begun, Date.now() + 27 * 86_400_000)

      const second = await subscription.renew(order)
      await work()
      await replayInbox(services, gateway.name, second)
      assert.notEqual(second, first)
      assert.lengthOf(await toldOf('sold', order.id), 2)
      assert.equal(await earnedBy(services, request.creatorId), 2n * CREATOR_PART)
      assert.isAbove(Date.parse(String((await last())?.paidUntil)), begun)

      assert.equal(await setSaleRenewing(services, order.id, false), 'set')
      assert.containSubset(await last(), { state: 'running', renews: false })
      const again = subscription.final === true ? 'refused' : 'set'
      assert.equal(await setSaleRenewing(services, order.id, true), again)
      assert.containSubset(await last(), { state: 'running', renews: again === 'set' })
      await work()

      if (subscription.fail) {
        await subscription.fail(order)
        await work()
        assert.containSubset(await last(), { state: 'past_due', renews: again === 'set' })
        assert.lengthOf(await toldOf('sold', order.id), 2)
      }
      if (subscription.end) {
        await subscription.end(order)
        await work()
        assert.containSubset(await last(), { state: 'ended', renews: false })
        assert.equal(await setSaleRenewing(services, order.id, true), 'refused')
      }

      // A refund of one period leaves the others.
      const [paid] = await toldOf('sold', order.id)
      const wish = { key: randomUUID(), paymentId: String(paid?.paymentId), amount: null }
      assert.equal(await refundSale(services, { ...wish, reason: 'test' }), 'refunded')
      await work()
      assert.equal(await earnedBy(services, request.creatorId), CREATOR_PART)
      assert.equal((await services.ledger.balance(buyer.person.id)).available, 0n)
    })
  })

  test('its list has what a subscription paid, and a look finds it', async ({ assert }) => {
    await staged(async (stage) => {
      const { subscription, gateway } = stage
      if (!subscription) return
      const before = new Date(Date.now() - 60_000)
      const recurring = { period: subscription.period, trialDays: 0 }
      const { services, order, checkout, buyer, request } = await sold(stage, recurring)
      const mark = await inboxMark()
      const first = await subscription.begin(order, checkout, buyer)
      const wanted = { kind: 'paid', amount: request.amount }
      const found: unknown[] = []
      for await (const one of gateway.list(before)) {
        if (one.payment === first) found.push(one)
      }
      assert.lengthOf(found, 1)
      assert.containSubset(found[0], wanted)
      // No event was worked on: what a look says is enough.
      await applyFacts(services, gateway.name, await gateway.look(first))
      assert.lengthOf(await toldOf('sold', order.id), 1)
      await workInbox(services, gateway.name, mark)
      assert.lengthOf(await toldOf('sold', order.id), 1)
    })
  })
}
