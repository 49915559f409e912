import type { HttpContext } from '@adonisjs/core/http'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { chargeOf, returnsOfCharge } from '#plugins/payments/gateways/test/records'
import { subscriptionOf } from '#plugins/payments/gateways/test/subscriptions'
import { actAtTestGateway, TEST_ACTS } from '#plugins/payments/gateways/test/tell'
import { moneyInWords } from '#app/support/money'
import { findOrder, type StoredOrder } from '#plugins/payments/queries/find_order'
import { buyerHere, type Buyer } from '#plugins/payments/shop/buyer_here'

/** The page of the test gateway: everything that a real one may do with an order, at the press of a button. */
export default class TestPayController {
  async show(ctx: HttpContext) {
    const found = await this.#ownOrder(ctx)
    if (!found) return
    const { buyer, order } = found
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const charge = await chargeOf(order.id)
    const subscription = await subscriptionOf(order.id)
    const returns = charge ? await returnsOfCharge(charge.id) : []
    const standing = returns.filter(({ outcome }) => outcome !== 'won')
    const left = standing.reduce((rest, one) => rest - one.amount, charge?.amount ?? 0n)
    return buyer.pages.render(ctx, 'payments::test_pay', {
      order: order.id,
      title: order.title,
      about: order.description,
      price: moneyInWords(order.amount, order.currency, words),
      paid: charge !== null || subscription !== null,
      sale: order.sale !== null,
      declined: ctx.session.flashMessages.get('test_pay') === 'declined',
      refused: ctx.session.flashMessages.get('test_pay') === 'refused',
      history: [
        ...returns.map((one) => ({
          what: `${one.kind}${one.outcome ? `_${one.outcome}` : ''}`,
          money: moneyInWords(one.amount, order.currency, words),
        })),
        ...(charge?.fraudWarning ? [{ what: 'warned', money: '' }] : []),
      ],
      can: {
        subscription: subscription !== null && subscription.state !== 'ended',
        refund: left > 0n && !standing.some(({ kind }) => kind === 'dispute'),
        dispute: left > 0n && !returns.some(({ kind }) => kind === 'dispute'),
        end: returns.some(({ kind, outcome }) => kind === 'dispute' && outcome === null),
        warn: charge !== null && charge.fraudWarning === null,
      },
    })
  }

  async act(ctx: HttpContext) {
    const found = await this.#ownOrder(ctx)
    if (!found) return
    const { buyer, order } = found
    const { act: asked }: { act?: unknown } = ctx.request.body()
    const act = TEST_ACTS.find((one) => one === asked)
    const outcome = act ? await actAtTestGateway(buyer.services, order, act) : 'refused'
    const to = (path: string) => ctx.response.redirect().status(303).toPath(path)
    if (outcome === 'paid') return to(`/buy/done?order=${order.id}`)
    ctx.session.flash('test_pay', outcome)
    return to(`/pay/test/${order.id}`)
  }

  /** The person's own order at this gateway; null when the answer is on its way already. */
  async #ownOrder(ctx: HttpContext): Promise<{ buyer: Buyer; order: StoredOrder } | null> {
    const buyer = await buyerHere(ctx)
    if (!buyer) return null
    const order = await findOrder(String(ctx.params.order))
    if (order?.gateway === 'test' && order.personId === buyer.person.id) return { buyer, order }
    ctx.response.status(404)
    const text = ctx.i18n.t('payments.shop.web.no_order')
    ctx.response.send(await buyer.pages.render(ctx, 'pages/errors/not_found', { text }))
    return null
  }
}
