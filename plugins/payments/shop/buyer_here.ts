import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { Person } from '#app/identity/types'
import type { Pages } from '#app/web_kit/pages'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'
import { SHOP_LIMITS } from '#plugins/payments/shop/limits'

/** Somebody at the shop's page. */
export interface Buyer {
  pages: Pages
  services: PaymentsServices
  person: Person
  /** The account that speaks from this browser. */
  accountId: string
}

/** Who buys; null when the answer (join first, slow down) is on its way already. */
export async function buyerHere(ctx: HttpContext): Promise<Buyer | null> {
  const pages = await app.container.make('pages')
  const speaker = await pages.speakerOf(ctx)
  if (!speaker) {
    const next = ctx.request.method() === 'GET' ? ctx.request.url(true) : '/buy'
    ctx.response.redirect(`/sign-in?next=${encodeURIComponent(next)}`)
    return null
  }
  const rate = ctx.request.method() === 'GET' ? SHOP_LIMITS.looks : SHOP_LIMITS.orders
  await limiter.use(rate).consume(`shop:${ctx.request.method()}:${speaker.person.id}`)
  return { pages, services: await paymentsServices(), ...speaker }
}
