import type { HttpContext } from '@adonisjs/core/http'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { policyWithCheckout } from '#plugins/payments/gateways/razorpay/pay_policy'
import { RazorpayGateway } from '#plugins/payments/gateways/razorpay/razorpay_gateway'
import { moneyAllows } from '#plugins/payments/limits/money_allows'
import { moneyInWords } from '#app/support/money'
import { totalOf } from '#plugins/payments/packs/pack'
import { findOrder, type StoredOrder } from '#plugins/payments/queries/find_order'
import { buyerHere, type Buyer } from '#plugins/payments/shop/buyer_here'

/** Where an order is paid with Razorpay: our page, its window. */
export default class PayController {
  async show(ctx: HttpContext) {
    const here = await this.#here(ctx)
    if (!here) return
    const { buyer, order, gateway } = here
    if (order.state === 'paid') return ctx.response.redirect(doneAddress(order))
    if (order.state !== 'open' || order.expiresAt < new Date()) {
      ctx.response.status(410)
      return this.#other(ctx, buyer, 'closed')
    }
    const allowance = await db.transaction((trx) =>
      moneyAllows(order.personId, order.packId ?? order, trx, { orderId: order.id })
    )
    if (allowance.outcome === 'capped') {
      ctx.response.status(409)
      return this.#other(ctx, buyer, 'capped')
    }

    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const policy = ctx.response.getHeader('Content-Security-Policy')
    if (typeof policy === 'string') {
      ctx.response.header('Content-Security-Policy', policyWithCheckout(policy))
    }
    return buyer.pages.render(ctx, 'payments::razorpay_pay', {
      order: order.id,
      sale: order.sale !== null,
      pack: order.title,
      coins: words.coins(totalOf(order)),
      price: moneyInWords(order.amount, order.currency, words),
      checkout: {
        key: gateway.keyId,
        order: order.providerOrder,
        amount: order.amount.toString(),
        currency: order.currency,
        name: words.t('web.title'),
        description: order.description,
        email: order.email,
      },
    })
  }

  /**
   * What Razorpay's window says after a payment. It is believed with its signature alone, and then what the API says
   * is what counts; the event counts too, and both together credit once.
   */
  async confirm(ctx: HttpContext) {
    const here = await this.#here(ctx)
    if (!here) return
    const { buyer, order, gateway } = here
    const said = saidIn(ctx.request.body())
    if (said.orderId !== order.providerOrder || !gateway.confirms(said)) {
      logger.warn({ order: order.id }, 'what a checkout said of a payment is not signed')
      ctx.response.status(422)
      return this.#other(ctx, buyer, 'unconfirmed')
    }
    try {
      await applyFacts(buyer.services, gateway.name, await gateway.look(said.paymentId))
    } catch (error) {
      // The event brings it, also when nothing can be looked up now.
      logger.warn({ err: error, order: order.id }, 'a paid order could not be looked up')
    }
    return ctx.response.redirect(doneAddress(order))
  }

  /** The person's own order and the gateway; null when the answer is on its way already. */
  async #here(
    ctx: HttpContext
  ): Promise<{ buyer: Buyer; order: StoredOrder; gateway: RazorpayGateway } | null> {
    const buyer = await buyerHere(ctx)
    if (!buyer) return null
    const id: unknown = ctx.params.order
    const order = typeof id === 'string' ? await findOrder(id) : null
    const gateway = (await buyer.services.gateways()).get('razorpay')
    if (
      order?.personId === buyer.person.id &&
      order.gateway === 'razorpay' &&
      order.providerOrder !== null &&
      gateway instanceof RazorpayGateway
    ) {
      return { buyer, order, gateway }
    }
    ctx.response.status(404)
    ctx.response.send(await this.#other(ctx, buyer, 'unknown'))
    return null
  }

  #other(ctx: HttpContext, buyer: Buyer, why: 'closed' | 'capped' | 'unconfirmed' | 'unknown') {
    return buyer.pages.render(ctx, 'payments::razorpay_other', { why })
  }
}

function doneAddress(order: StoredOrder): string {
  return `/buy/done?order=${order.id}`
}

/** The three values of the checkout's handler. */
function saidIn(body: Readonly<Record<string, unknown>>) {
  const text = (name: string): string => {
    const value = body[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    orderId: text('razorpay_order_id'),
    paymentId: text('razorpay_payment_id'),
    signature: text('razorpay_signature'),
  }
}
