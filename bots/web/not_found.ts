import type { HttpContext } from '@adonisjs/core/http'
import { renderPage } from '#bots/web/render_page'

/** The page for what is not here, or is not this person's. */
export async function notFound(ctx: HttpContext): Promise<void> {
  const page = await renderPage(ctx, 'pages/errors/not_found', {
    text: ctx.i18n.t('http.errors.404'),
  })
  ctx.response.status(404).send(page)
}
