import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { adminOf, adminPagesFor } from '#app/web_kit/admin'

/** What of the panel the person's roles open. */
export default class OverviewController {
  async show(ctx: HttpContext) {
    const open = await adminPagesFor(adminOf(ctx).roles)
    const pages = await app.container.make('pages')
    return pages.render(ctx, 'admin::overview', {
      open: open.map(({ path, title }) => ({ href: path, label: ctx.i18n.t(title) })),
    })
  }
}
