import app from '@adonisjs/core/services/app'
import type { Pages } from '#app/web_kit/pages'
import { backWithErrors } from '#bots/web/forms'
import { renderPage } from '#bots/web/render_page'
import { telegramBotName } from '#bots/web/telegram_bot_name'
import { findVisitor, personOf } from '#bots/web/visitor'

/** The shell, for the pages of plugins. */
export const pages: Pages = {
  async personOf(ctx) {
    return personOf(await app.container.make('identity'), await findVisitor(ctx))
  },
  async speakerOf(ctx) {
    const visitor = await findVisitor(ctx)
    if (!visitor) return null
    const identity = await app.container.make('identity')
    const found = await identity.lookUp(`web:${visitor.id}`)
    return found?.person ? { person: found.person, accountId: found.account.id } : null
  },
  render: renderPage,
  backWithErrors,
  telegramBotName,
}
