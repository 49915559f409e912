import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { Person } from '#app/identity/types'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import type { StripeGateway } from '#plugins/payments/gateways/stripe/stripe_gateway'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'

/** Somebody who sees to their own cards. */
export interface FanHere {
  person: Person
  accountId: string
  services: PaymentsServices
  stripe: StripeGateway
  /** Stripe's customer; null for somebody who never paid or saved a card. */
  customer: string | null
}

/** The fan at the browser; null when the answer (join first, no cards here) is on its way already. */
export async function fanHere(ctx: HttpContext): Promise<FanHere | null> {
  const pages = await app.container.make('pages')
  const speaker = await pages.speakerOf(ctx)
  if (!speaker) {
    ctx.response.redirect(`/sign-in?next=${encodeURIComponent('/top-ups')}`)
    return null
  }
  if (ctx.request.method() !== 'GET') {
    await limiter.use(TOP_UP_LIMITS.rate).consume(`top_ups:${speaker.person.id}`)
  }
  const services = await paymentsServices()
  const stripe = await stripeHere(services)
  if (!stripe) {
    ctx.response.status(404)
    ctx.response.send(await pages.render(ctx, 'payments::top_ups_gone', {}))
    return null
  }
  return { ...speaker, services, stripe, customer: await findCustomer(speaker.person.id) }
}

/** Back to the page, with what went wrong. */
export function wrong(ctx: HttpContext, key: string): void {
  ctx.session.flash('errors', { form: ctx.i18n.t(key) })
  ctx.response.redirect().status(303).toPath('/top-ups')
}

/** Back to the page, with what was done. */
export function done(ctx: HttpContext, key: string): void {
  ctx.session.flash('done', ctx.i18n.t(key))
  ctx.response.redirect().status(303).toPath('/top-ups')
}

/** A field of the form, cut to a length; empty when it is no text. */
export function textIn(ctx: HttpContext, name: string, most = 64): string {
  const value: unknown = ctx.request.body()[name]
  return typeof value === 'string' ? value.slice(0, most) : ''
}
