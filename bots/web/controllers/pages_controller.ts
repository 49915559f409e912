import type { HttpContext } from '@adonisjs/core/http'
import { LOCALE_COOKIE } from '#app/middleware/locale_middleware'
import { renderPage } from '#bots/web/render_page'
import { safePath } from '#bots/web/safe_path'
import { showcase } from '#bots/web/showcase'

/** Pages that say something and ask nothing. */
export default class PagesController {
  async landing(ctx: HttpContext) {
    return renderPage(ctx, 'pages/landing', { personas: await showcase(ctx.i18n.locale) })
  }

  async terms(ctx: HttpContext) {
    return renderPage(ctx, 'pages/terms', {})
  }

  /** Keeps the language that was chosen, and goes back to where it was. */
  async language(ctx: HttpContext) {
    const wanted: unknown = ctx.request.input('locale')
    if (wanted === 'en' || wanted === 'es') {
      ctx.response.cookie(LOCALE_COOKIE, wanted, { maxAge: '365 days' })
    }
    return ctx.response.redirect(safePath(ctx.request.input('next'), '/'))
  }
}
