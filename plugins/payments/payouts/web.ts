import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { Person } from '#app/identity/types'
import type { Pages } from '#app/web_kit/pages'
import { paymentsServices, type PaymentsServices } from '#plugins/payments/services'

/** What one creator may ask of money within a minute. */
const RATE = { requests: 30, duration: '1 minute' }

export interface CreatorHere {
  pages: Pages
  person: Person
  services: PaymentsServices
}

/** The creator who sits at the browser; null when the answer is given already (sign in, or not a creator's page). */
export async function payeeHere(ctx: HttpContext): Promise<CreatorHere | null> {
  const pages = await app.container.make('pages')
  const person = await pages.personOf(ctx)
  if (!person) {
    ctx.response.redirect(`/sign-in?next=${encodeURIComponent('/earnings')}`)
    return null
  }
  if (!person.roles.includes('creator') || person.bannedAt) {
    ctx.response.status(403)
    ctx.response.send(await pages.render(ctx, 'payments::payouts_other', {}))
    return null
  }
  if (ctx.request.method() !== 'GET') await limiter.use(RATE).consume(`payouts:${person.id}`)
  return { pages, person, services: await paymentsServices() }
}
