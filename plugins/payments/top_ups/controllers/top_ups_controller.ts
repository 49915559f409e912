import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import { usualCurrency, WEB_CURRENCIES } from '#plugins/payments/packs/currencies'
import {
  checkWish,
  setTopUp,
  stopTopUp,
  type WishRefusal,
} from '#plugins/payments/top_ups/actions/set_top_up'
import { wishOf } from '#plugins/payments/top_ups/choices'
import { done, fanHere, textIn, type FanHere } from '#plugins/payments/top_ups/fan_here'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { consentWords, wishRefusalWords } from '#plugins/payments/top_ups/terms'
import { topUpPage } from '#plugins/payments/top_ups/top_up_page'

/** A fan's cards, and what is bought with them without asking. */
export default class TopUpsController {
  async show(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    const pages = await app.container.make('pages')
    allowStripe(ctx)
    return pages.render(ctx, 'payments::top_ups_show', await topUpPage(ctx, here, currencyOf(ctx)))
  }

  /** Says in full what the fan would agree to. */
  async check(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    const { typed, wish } = asked(ctx, here)
    const checked = await checkWish(here.services, wish)
    if (checked.outcome === 'refused') return refuse(ctx, checked.reason)
    const pages = await app.container.make('pages')
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    return pages.render(ctx, 'payments::top_ups_check', {
      words: consentWords(words, wish, checked),
      fields: Object.entries({ ...typed, currency: wish.currency, price: `${checked.amount}` }),
    })
  }

  /** The fan agrees. */
  async store(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    const { wish } = asked(ctx, here)
    const checked = await checkWish(here.services, wish)
    if (checked.outcome === 'refused') return refuse(ctx, checked.reason)
    const words = new Wording(i18nManager).in(ctx.i18n.locale)
    const set = await setTopUp(here.services, wish, {
      accountId: here.accountId,
      frontend: 'web',
      locale: ctx.i18n.locale,
      words: consentWords(words, wish, checked),
      amount: BigInt(/^\d{1,15}$/.exec(textIn(ctx, 'price'))?.[0] ?? '0'),
    })
    switch (set.outcome) {
      case 'on':
        return done(ctx, 'payments.top_ups.turned_on')
      case 'changed':
        return refuse(ctx, 'changed')
      case 'refused':
        return refuse(ctx, set.reason)
    }
  }

  async stop(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    await stopTopUp(here.person.id)
    return done(ctx, 'payments.top_ups.is_off')
  }
}

function asked(ctx: HttpContext, { person }: FanHere) {
  const typed = {
    pack: textIn(ctx, 'pack', 32),
    threshold: textIn(ctx, 'threshold', 6),
    cap: textIn(ctx, 'cap', TOP_UP_LIMITS.typed),
    card: textIn(ctx, 'card'),
  }
  const chosen = textIn(ctx, 'currency', 3)
  const currency = WEB_CURRENCIES.find((one) => one === chosen) ?? currencyOf(ctx)
  return { typed, wish: wishOf(typed, { personId: person.id, currency }) }
}

/** Back to the form, with what was typed. */
function refuse(ctx: HttpContext, reason: WishRefusal | 'changed'): void {
  ctx.session.flashAll()
  ctx.session.flash('errors', { form: wishRefusalWords(ctx.i18n, reason) })
  ctx.response.redirect().status(303).toPath('/top-ups')
}

/** The browser's own language tells the country; the program's languages do not. */
const currencyOf = ({ request, i18n }: HttpContext): string =>
  usualCurrency('web', request.languages()[0] ?? i18n.locale)

/** A form may only lead to this site, and browsers hold redirects to that as well; these lead to Stripe's pages. */
function allowStripe({ response }: HttpContext): void {
  const policy = response.getHeader('Content-Security-Policy')
  if (typeof policy !== 'string') return
  response.header(
    'Content-Security-Policy',
    policy.replace(/form-action 'self'/, "form-action 'self' https:")
  )
}
