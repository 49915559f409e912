import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import paymentsConfig from '#config/payments'
import { openOrder } from '#plugins/payments/actions/open_order'
import { WEB_CURRENCIES } from '#plugins/payments/packs/currencies'
import { sellsOffer } from '#plugins/payments/packs/gateways_for'
import { shopWindow } from '#plugins/payments/packs/shop_window'
import { paymentsServices } from '#plugins/payments/services'
import { buyerHere } from '#plugins/payments/shop/buyer_here'
import { refusalText } from '#plugins/payments/shop/refusal_words'
import { addressOf, shopPage } from '#plugins/payments/shop/shop_page'
import { openThen } from '#plugins/payments/shop/then_token'

/** What is asked of the shop's page. */
interface Asked {
  pack?: unknown
  currency?: unknown
  gateway?: unknown
  then?: unknown
}

/** The shop on the web: packs as cards, and the way to the checkout. */
export default class ShopController {
  async show(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    const asked: Asked = ctx.request.qs()
    const window = await shopWindow(await paymentsServices(), {
      frontend: 'web',
      locale: languageOf(ctx),
      personId: person?.id ?? null,
      currency: currencyOf(asked.currency),
    })
    allowCheckouts(ctx)
    const then = person && openThen(asked.then, person.id) ? String(asked.then) : null
    return pages.render(ctx, 'payments::shop_packs', await shopPage(ctx, window, { person, then }))
  }

  /** Opens an order and leads to where it is paid. */
  async store(ctx: HttpContext) {
    const buyer = await buyerHere(ctx)
    if (!buyer) return
    const { person, services } = buyer
    const asked: Asked = ctx.request.body()
    const currency = currencyOf(asked.currency)
    const waiting = openThen(asked.then, person.id)
    const back = addressOf({ currency, then: waiting ? String(asked.then) : null })
    const wrong = (text: string) => {
      ctx.session.flash('errors', { form: text })
      return ctx.response.redirect().status(303).toPath(back)
    }
    const t = ctx.i18n.t.bind(ctx.i18n)
    const window = await shopWindow(services, {
      frontend: 'web',
      locale: languageOf(ctx),
      personId: person.id,
      currency,
    })
    const offer = window.offers.find((one) => one.id === asked.pack && one.currency === currency)
    if (!offer) return wrong(refusalText(t, 'unknown_pack'))
    const ways = window.gateways.filter((gateway) => sellsOffer(gateway, offer))
    const gateway = ways.find(({ name }) => name === asked.gateway) ?? ways[0]
    if (!gateway) return wrong(refusalText(t, 'not_offered'))
    const opened = await openOrder(services, {
      person,
      accountId: waiting?.accountId ?? buyer.accountId,
      frontend: 'web',
      gateway: gateway.name,
      packId: offer.id,
      currency: offer.currency,
      locale: ctx.i18n.locale,
      resume: waiting?.resume,
    })
    if (opened.outcome === 'refused') return wrong(refusalText(t, opened.reason))
    const { checkout } = opened
    if (checkout.outcome === 'unavailable') return wrong(t('payments.shop.unavailable'))
    if (checkout.way.kind !== 'link') return wrong(refusalText(t, 'not_offered'))
    return ctx.response.redirect().status(303).toPath(withinSite(checkout.way.url))
  }
}

const currencyOf = (asked: unknown): string | undefined =>
  WEB_CURRENCIES.find((currency) => currency === asked)

/** The browser's own language tells the country; the program's languages do not. */
const languageOf = ({ request, i18n }: HttpContext): string => request.languages()[0] ?? i18n.locale

/** Somebody may be here by another of the site's names, with their cookies: its own pages are led to by path. */
function withinSite(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return origin === new URL(paymentsConfig.appUrl).origin ? pathname + search : url
}

/**
 * A form may only lead to this site, and browsers hold redirects to that as well; this page's form leads to the
 * gateways' own pages.
 */
function allowCheckouts({ response }: HttpContext): void {
  const policy = response.getHeader('Content-Security-Policy')
  if (typeof policy !== 'string') return
  response.header(
    'Content-Security-Policy',
    policy.replace(/form-action 'self'/, "form-action 'self' https:")
  )
}
