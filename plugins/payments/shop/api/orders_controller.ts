import type { HttpContext } from '@adonisjs/core/http'
import limiter from '@adonisjs/limiter/services/main'
import { tokenOwner } from '#app/identity/api/token_owner'
import { problem, type Problem } from '#app/support/problem'
import { openOrder, type OrderRefusal } from '#plugins/payments/actions/open_order'
import { WEB_CURRENCIES } from '#plugins/payments/packs/currencies'
import { sellsOffer } from '#plugins/payments/packs/gateways_for'
import { shopWindow, type ShopWindow } from '#plugins/payments/packs/shop_window'
import { paymentsServices } from '#plugins/payments/services'
import { findOrder } from '#plugins/payments/queries/find_order'
import { orderJson, packJson } from '#plugins/payments/shop/api/order_json'
import { SHOP_LIMITS } from '#plugins/payments/shop/limits'
import { orderProgress } from '#plugins/payments/shop/queries/order_progress'
import { refusalText } from '#plugins/payments/shop/refusal_words'

/** Packs and orders for programs of people. An order is paid by the person, on the gateway's own page. */
export default class OrdersController {
  async packs(ctx: HttpContext) {
    const owner = await tokenOwner(ctx, 'orders')
    if (!owner) return
    const { currency }: { currency?: unknown } = ctx.request.qs()
    if (currency !== undefined && !isCurrency(currency)) return badInput(ctx, 'currency')
    const window = await windowFor(ctx, owner.person.id, currency)
    ctx.response.header('Cache-Control', 'no-store')
    return {
      currency: window.currency,
      currencies: window.currencies,
      packs: window.offers.map((offer) => packJson(offer, gatewaysOf(window, offer))),
    }
  }

  async store(ctx: HttpContext) {
    const owner = await tokenOwner(ctx, 'orders')
    if (!owner) return
    const { person } = owner
    await limiter.use(SHOP_LIMITS.orders).consume(`shop:POST:${person.id}`)
    const { pack, currency, gateway }: Record<string, unknown> = ctx.request.body()
    if (typeof pack !== 'string') return badInput(ctx, 'pack')
    if (currency !== undefined && !isCurrency(currency)) return badInput(ctx, 'currency')
    if (gateway !== undefined && typeof gateway !== 'string') return badInput(ctx, 'gateway')

    const window = await windowFor(ctx, person.id, currency)
    const offer = window.offers.find((one) => one.id === pack)
    if (!offer) return refused(ctx, 'unknown_pack')
    // A currency that nobody takes here is not changed into another behind the program's back.
    if (currency !== undefined && offer.currency !== currency) return refused(ctx, 'not_offered')
    const [first, ...others] = gatewaysOf(window, offer)
    const chosen = [first, ...others].find((name) => name === (gateway ?? first))
    if (!chosen) return refused(ctx, 'not_offered')
    const opened = await openOrder(await paymentsServices(), {
      person,
      accountId: null,
      frontend: 'web',
      gateway: chosen,
      packId: offer.id,
      currency: offer.currency,
      locale: ctx.i18n.locale,
    })
    if (opened.outcome === 'refused') return refused(ctx, opened.reason)
    const { order, checkout } = opened
    if (checkout.outcome === 'unavailable' || checkout.way.kind !== 'link') {
      const detail = ctx.i18n.t('payments.shop.unavailable')
      return problem(ctx, { status: 503, code: 'gateway_unavailable', detail, retryAfter: 60 })
    }
    ctx.response.status(201).header('Location', `/api/v1/orders/${order.id}`)
    return { ...orderJson(order, 'waiting'), checkout_url: checkout.way.url }
  }

  async show(ctx: HttpContext) {
    const owner = await tokenOwner(ctx, 'orders')
    if (!owner) return
    const order = await findOrder(String(ctx.params.id))
    // What other plugins sell is theirs to tell of.
    if (order?.personId !== owner.person.id || order.sale !== null) {
      const detail = ctx.i18n.t('payments.shop.web.no_order')
      return problem(ctx, { status: 404, code: 'not_found', detail })
    }
    ctx.response.header('Cache-Control', 'no-store')
    return orderJson(order, await orderProgress(order))
  }
}

async function windowFor(ctx: HttpContext, personId: string, currency?: string) {
  const locale = ctx.request.languages()[0] ?? ctx.i18n.locale
  return shopWindow(await paymentsServices(), { frontend: 'web', locale, personId, currency })
}

const gatewaysOf = ({ gateways }: ShopWindow, offer: ShopWindow['offers'][number]) =>
  gateways.filter((gateway) => sellsOffer(gateway, offer)).map(({ name }) => name)

const isCurrency = (value: unknown): value is string =>
  WEB_CURRENCIES.some((currency) => currency === value)

function badInput(ctx: HttpContext, field: 'pack' | 'currency' | 'gateway') {
  const message = ctx.i18n.t(`payments.shop.api.${field}`, {
    currencies: WEB_CURRENCIES.join(', '),
  })
  const errors = [{ field, message }]
  return problem(ctx, { status: 422, code: 'bad_input', detail: message, errors })
}

/** Statuses and codes of refusals; the hour is that of `config.ordersPerHour`. */
const REFUSALS: Readonly<Record<OrderRefusal, Omit<Problem, 'detail'>>> = {
  too_many: { status: 429, code: 'too_many_orders', retryAfter: 3600 },
  unknown_pack: { status: 422, code: 'unknown_pack' },
  not_offered: { status: 422, code: 'not_offered' },
  capped: { status: 409, code: 'own_limit_reached' },
}

function refused(ctx: HttpContext, reason: OrderRefusal) {
  const detail = refusalText(ctx.i18n.t.bind(ctx.i18n), reason)
  return problem(ctx, { ...REFUSALS[reason], detail })
}
