import type { HttpContext } from '@adonisjs/core/http'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { moneyInWords } from '#app/support/money'
import { totalOf } from '#plugins/payments/packs/pack'
import { findOrder, type StoredOrder } from '#plugins/payments/queries/find_order'
import { buyerHere, type Buyer } from '#plugins/payments/shop/buyer_here'
import { SHOP_LIMITS } from '#plugins/payments/shop/limits'
import { orderProgress } from '#plugins/payments/shop/queries/order_progress'

/** Where one waits for the coins after paying. */
export default class OrderController {
  async show(ctx: HttpContext) {
    const found = await this.#ownOrder(ctx)
    if (!found) return
    const { buyer, order } = found
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const { available } = await buyer.services.ledger.balance(buyer.person.id)
    return buyer.pages.render(ctx, 'payments::shop_done', {
      order: order.id,
      sale: order.sale !== null,
      title: order.title,
      words: order.sale ? 'payments.sales.done.' : 'payments.shop.web.done.',
      progress: await orderProgress(order),
      coins: words.coins(totalOf(order)),
      price: moneyInWords(order.amount, order.currency, words),
      balance: words.coins(available),
      resumes: order.resume !== null,
      elsewhere: await this.#elsewhere(ctx, buyer, order),
      pollMs: SHOP_LIMITS.pollMs,
      polls: SHOP_LIMITS.polls,
    })
  }

  /** For the page's script: how far the order is. */
  async state(ctx: HttpContext) {
    const found = await this.#ownOrder(ctx)
    if (!found) return
    ctx.response.header('Cache-Control', 'no-store')
    return { state: await orderProgress(found.order) }
  }

  /** Where the conversation goes on, when that is not this page's. */
  async #elsewhere(ctx: HttpContext, buyer: Buyer, order: StoredOrder): Promise<string | null> {
    if (!order.resume || order.accountId === buyer.accountId) return null
    const accounts = await buyer.services.identity.accountsOf(buyer.person.id)
    const account = accounts.find(({ id }) => id === order.accountId)
    if (!account || account.platform === 'web') return null
    return ctx.i18n.t(`identity.platforms.${account.platform}`)
  }

  /** The person's own order; null when the answer is on its way already. */
  async #ownOrder(ctx: HttpContext): Promise<{ buyer: Buyer; order: StoredOrder } | null> {
    const buyer = await buyerHere(ctx)
    if (!buyer) return null
    const { order: id }: { order?: unknown } = ctx.request.qs()
    const order = typeof id === 'string' ? await findOrder(id) : null
    if (order?.personId === buyer.person.id) return { buyer, order }
    ctx.response.status(404)
    const text = ctx.i18n.t('payments.shop.web.no_order')
    ctx.response.send(await buyer.pages.render(ctx, 'pages/errors/not_found', { text }))
    return null
  }
}
