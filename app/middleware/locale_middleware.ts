import i18nManager from '@adonisjs/i18n/services/main'
import type { I18n } from '@adonisjs/i18n'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

/** Cookie that keeps the language chosen on the page. */
export const LOCALE_COOKIE = 'greenroom_locale'

/** Picks the page's language: what the person chose, else what the browser asks for, else English. */
export default class LocaleMiddleware {
  async handle(ctx: HttpContext, next: NextFn): Promise<void> {
    const chosen: unknown = ctx.request.cookie(LOCALE_COOKIE)
    const wanted = typeof chosen === 'string' ? [chosen] : ctx.request.languages()
    ctx.i18n = i18nManager.locale(
      i18nManager.getSupportedLocaleFor(wanted) ?? i18nManager.defaultLocale
    )
    if ('view' in ctx) ctx.view.share({ i18n: ctx.i18n, locale: ctx.i18n.locale })
    await next()
  }
}

declare module '@adonisjs/core/http' {
  interface HttpContext {
    i18n: I18n
  }
}
