import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import coinsConfig from '#config/coins'
import { balanceInWords, coinsIn, moreCoinsIn, noticesIn } from '#bots/web/page_info'
import { findVisitor, personOf } from '#bots/web/visitor'

/** Draws a page in the shell: header, notices, footer. */
export async function renderPage(
  ctx: HttpContext,
  template: string,
  data: Record<string, unknown>
): Promise<string> {
  const identity = await app.container.make('identity')
  const person = await personOf(identity, await findVisitor(ctx))
  const { locale } = ctx.i18n
  ctx.view.share({
    path: ctx.request.url(true),
    locale,
    otherLocale: locale === 'es' ? 'en' : 'es',
    person,
    balance: await balanceInWords(person?.id ?? null, locale),
    moreCoins: await moreCoinsIn(locale),
    notices: await noticesIn(locale),
    welcome: coinsIn(locale)(coinsConfig.welcome),
  })
  ctx.response.header('Cache-Control', 'private, no-store')
  ctx.response.header('Referrer-Policy', 'same-origin')
  return ctx.view.render(template, data)
}
