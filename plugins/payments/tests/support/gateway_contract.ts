/**
 * What every gateway does, tested against its emulator at its wire. A gateway's own spec calls it once:
 *
 * ```ts
 * gatewayContract('Stripe', async () => {
 *   const emulator = await StripeEmulator.start()
 *   const gateway = makeStripeOn(emulator)
 *   return {
 *     gateway,
 *     frontend: 'web',            // where it is offered (config/payments.ts)
 *     currency: 'USD',
 *     // The fan pays; the gateway's own webhook or message goes in by the program's own door, so that it lies in
 *     // payments_events when this resolves. Answers the gateway's id of the payment.
 *     pay: async (order, checkout, buyer) => emulator.pay(…),
 *     // Where its dashboard gives money back, and says so by an event. Minor units; null for all that is left.
 *     refundThere: (payment, amount) => emulator.refund(payment, amount),
 *     close: () => emulator.close(),
 *   }
 * })
 * ```
 *
 * Events are worked on with a container of that gateway alone; nothing of the program has to be swapped for it.
 */
import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { Frontend } from '#app/bot_kit/inbound'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { openOrder } from '#plugins/payments/actions/open_order'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import type { Checkout, Gateway, Order, ProviderRecord } from '#plugins/payments/gateways/gateway'
import { findOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'
import {
  buyerOn,
  inboxMark,
  replayInbox,
  servicesWith,
  workInbox,
  type Buyer,
} from '#plugins/payments/tests/support/counter'
import { saleContract, type SubscriptionStage } from '#plugins/payments/tests/support/sale_contract'

export interface GatewayStage {
  gateway: Gateway
  frontend: Frontend
  currency: string
  /** A pack that it can sell; `popular` by default. Coins with a bonus are the better test. */
  packId?: string
  /** The platform's id of a buyer, where the gateway wants one of its own form. */
  newPlatformId?: () => string
  pay(order: Order, checkout: Checkout, buyer: Buyer): Promise<string>
  refundThere?(payment: string, amount: bigint | null): Promise<void>
  /** The platform gives money back by itself alone, as Discord does: what we ask for is refused. */
  refundsThereAlone?: boolean
  /** Where the gateway has subscriptions. */
  subscription?: SubscriptionStage
  close?(): Promise<void> | void
}

interface Purchase {
  stage: GatewayStage
  services: PaymentsServices
  buyer: Buyer
  order: Order
  checkout: Checkout
  /** The gateway's id of it. */
  payment: string
  /** Our id of it. */
  paymentId: string
  /** The inbox before it. */
  mark: bigint
  /** Millicoins in the wallet since before it. */
  gained(): Promise<bigint>
}

/** Runs the suite. @param makeStage called once per test */
export function gatewayContract(name: string, makeStage: () => Promise<GatewayStage>): void {
  test.group(`Gateway contract | ${name}`, () => {
    const staged = async <T>(run: (stage: GatewayStage) => Promise<T>): Promise<T> => {
      const stage = await makeStage()
      try {
        return await run(stage)
      } finally {
        await stage.close?.()
      }
    }

    test('a fan buys a pack, once: the coins are there, however often it is told', async ({
      assert,
    }) => {
      await staged(async (stage) => {
        const { services, order, payment, gained } = await buy(stage)
        assert.equal(await gained(), order.coins + order.bonus)
        assert.equal((await findOrder(order.id))?.state, 'paid')
        assert.isAbove(await replayInbox(services, stage.gateway.name, payment), 0)
        assert.equal(await gained(), order.coins + order.bonus)
      })
    })

    test('the same order opens the same checkout', async ({ assert }) => {
      await staged(async (stage) => {
        const { order, checkout } = await ordered(stage)
        assert.equal(checkout.outcome, 'open')
        assert.deepEqual(await stage.gateway.open(order), checkout)
      })
    })

    test('a look says what the events said', async ({ assert }) => {
      await staged(async (stage) => {
        const { services, order, payment, gained } = await buy(stage)
        const facts = await stage.gateway.look(payment)
        const paid = facts.find(({ kind }) => kind === 'paid')
        assert.containSubset(paid, { payment, amount: order.amount, currency: order.currency })
        await applyFacts(services, stage.gateway.name, facts)
        assert.equal(await gained(), order.coins + order.bonus)
        assert.deepEqual(await stage.gateway.look(`unknown_${randomUUID().slice(0, 8)}`), [])
      })
    })

    test('half of the money goes back, where the platform knows halves', async ({ assert }) => {
      await staged(async (stage) => {
        const { services, order, payment, paymentId, mark, gained } = await buy(stage)
        const half = order.amount / 2n
        const wish = { paymentId, amount: half, by: 'program', reason: 'contract test' }
        const refunded = await refundPayment(services, wish)
        if (!stage.gateway.partialRefunds) {
          assert.containSubset(refunded, { outcome: 'refused', reason: 'whole_only' })
          return
        }
        assert.equal(refunded.outcome, 'refunded')
        const all = { purchased: order.coins, promo: order.bonus }
        const taken = (all.purchased * half) / order.amount + (all.promo * half) / order.amount
        assert.equal(await gained(), all.purchased + all.promo - taken)

        const facts = await stage.gateway.look(payment)
        assert.containSubset(
          facts.find(({ kind }) => kind === 'refunded'),
          { payment, amount: half }
        )
        await workInbox(services, stage.gateway.name, mark)
        await applyFacts(services, stage.gateway.name, facts)
        assert.equal(await gained(), all.purchased + all.promo - taken)

        const rest = order.amount - half
        const tooMuch = await stage.gateway.refund({
          payment,
          amount: rest + 1n,
          key: randomUUID(),
          payerPlatformId: null,
        })
        assert.equal(tooMuch.outcome, 'refused')
      })
    })

    test('all of the money goes back, once', async ({ assert }) => {
      await staged(async (stage) => {
        const { services, buyer, payment, paymentId, mark, gained } = await buy(stage)
        const wish = { paymentId, amount: null, by: 'program', reason: 'contract test' }
        const refunded = await refundPayment(services, wish)
        if (stage.refundsThereAlone === true) {
          assert.containSubset(refunded, { outcome: 'refused', reason: 'gateway' })
          return
        }
        assert.equal(refunded.outcome, 'refunded')
        assert.equal(await gained(), 0n)
        await workInbox(services, stage.gateway.name, mark)
        assert.equal(await gained(), 0n)
        assert.containSubset(await refundPayment(services, wish), { reason: 'nothing_left' })

        const [asked] = await sql<{ id: string; provider_refund: string }>(
          'select id, provider_refund from payments_refunds where payment_id = :paymentId',
          { paymentId }
        )
        const again = await stage.gateway.refund({
          payment,
          amount: null,
          key: asked?.id ?? '',
          payerPlatformId: buyer.platformId,
        })
        // A platform without keys of its own refuses a second refund, which is as good.
        if (again.outcome === 'refunded') assert.equal(again.refund, asked?.provider_refund)
      })
    })

    test('a refund that was made at the gateway takes the coins back', async ({ assert }) => {
      await staged(async (stage) => {
        if (!stage.refundThere) return
        const { services, payment, mark, gained } = await buy(stage)
        await stage.refundThere(payment, null)
        await workInbox(services, stage.gateway.name, mark)
        assert.equal(await gained(), 0n)
        await replayInbox(services, stage.gateway.name, payment)
        assert.equal(await gained(), 0n)
      })
    })

    test('its list has the payment and what went back', async ({ assert }) => {
      await staged(async (stage) => {
        const before = new Date(Date.now() - 60_000)
        const { services, order, payment, paymentId } = await buy(stage)
        const wish = { paymentId, amount: null, by: 'program', reason: 'contract test' }
        if (stage.refundsThereAlone === true) await stage.refundThere?.(payment, null)
        else await refundPayment(services, wish)
        const listed: ProviderRecord[] = []
        for await (const one of stage.gateway.list(before)) {
          if (one.payment === payment) listed.push(one)
        }
        assert.containSubset(listed, [
          { kind: 'paid', amount: order.amount, currency: order.currency },
          { kind: 'refunded' },
        ])
      })
    })

    saleContract(staged)

    test('a body that somebody else signed is nobody’s', async ({ assert }) => {
      await staged(async (stage) => {
        if (!stage.gateway.verify) return
        const forged = stage.gateway.verify('{"id":"evt_1"}', () => 't=1,v1=00')
        assert.isNull(forged)
        assert.isNull(stage.gateway.verify('{"id":"evt_1"}', () => undefined))
      })
    })
  })
}

async function ordered(
  stage: GatewayStage
): Promise<Pick<Purchase, 'services' | 'buyer' | 'order' | 'checkout'>> {
  const services = await servicesWith(stage.gateway)
  const buyer = await buyerOn(stage.frontend, stage.newPlatformId?.())
  const opened = await openOrder(services, {
    person: buyer.person,
    accountId: buyer.account.id,
    frontend: stage.frontend,
    gateway: stage.gateway.name,
    packId: stage.packId ?? 'popular',
    currency: stage.currency,
    locale: 'en',
  })
  if (opened.outcome !== 'open') throw new Error(`The order was refused: ${opened.reason}`)
  return { services, buyer, order: opened.order, checkout: opened.checkout }
}

/** A fan orders and pays, and the gateway's events are worked on. */
async function buy(stage: GatewayStage): Promise<Purchase> {
  const { services, buyer, order, checkout } = await ordered(stage)
  const balance = async (): Promise<bigint> =>
    (await services.ledger.balance(buyer.person.id)).available
  const before = await balance()
  const mark = await inboxMark()
  const payment = await stage.pay(order, checkout, buyer)
  await workInbox(services, stage.gateway.name, mark)
  const [row] = await sql<{ id: string }>(
    'select id from payments_payments where gateway = :gateway and provider_payment = :payment',
    { gateway: stage.gateway.name, payment }
  )
  if (!row) throw new Error(`Nothing is known of the payment ${payment}`)
  return {
    stage,
    services,
    buyer,
    order,
    checkout,
    payment,
    paymentId: row.id,
    mark,
    gained: async () => (await balance()) - before,
  }
}
