import type { HttpContext } from '@adonisjs/core/http'
import paymentsConfig from '#config/payments'
import { removeCard } from '#plugins/payments/gateways/stripe/cards'
import { checkoutLocale, savingSession } from '#plugins/payments/gateways/stripe/checkout'
import { ask, StripeRefused, StripeUnavailable } from '#plugins/payments/gateways/stripe/client'
import { customerOf } from '#plugins/payments/gateways/stripe/customers'
import { emailOf } from '#plugins/payments/actions/begin_order'
import { done, fanHere, textIn, wrong } from '#plugins/payments/top_ups/fan_here'

const page = (said = ''): string => `${paymentsConfig.appUrl}/top-ups${said}`

/** A fan's saved cards, which Stripe keeps. */
export default class CardsController {
  /** To the page of Stripe's where a card is saved. */
  async save(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    const { stripe, person, services } = here
    await leadOn(ctx, async () => {
      const email = await emailOf(services, person.id)
      const customer = await customerOf(stripe.client, { personId: person.id, email })
      const back = { success: page('?saved=1'), cancel: page() }
      const wish = { customer, locale: ctx.i18n.locale }
      const session = await ask(stripe.client.checkout.sessions.create(savingSession(wish, back)))
      return session.url
    })
  }

  async remove(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    const { stripe, customer } = here
    const removed =
      customer !== null && (await removeCard(stripe.client, customer, textIn(ctx, 'card')))
    return removed
      ? done(ctx, 'payments.top_ups.web.removed')
      : wrong(ctx, 'payments.top_ups.web.not_removed')
  }

  /** To Stripe's own page of the fan's cards and invoices. */
  async portal(ctx: HttpContext) {
    const here = await fanHere(ctx)
    if (!here) return
    const { stripe, customer } = here
    await leadOn(ctx, async () => {
      if (customer === null) return null
      const session = await ask(
        stripe.client.billingPortal.sessions.create({
          customer,
          return_url: page(),
          locale: checkoutLocale(ctx.i18n.locale) === 'es' ? 'es' : 'en',
        })
      )
      return session.url
    })
  }
}

/** Leads to a page of Stripe's; says so when there is none. */
async function leadOn(ctx: HttpContext, open: () => Promise<string | null>): Promise<void> {
  const address = await open().catch((error: unknown) => {
    if (!(error instanceof StripeRefused || error instanceof StripeUnavailable)) throw error
    ctx.logger.error({ err: error }, 'a page of Stripe did not open')
    return null
  })
  if (address === null) return wrong(ctx, 'payments.top_ups.web.away')
  ctx.response.redirect().status(303).toPath(address)
}
