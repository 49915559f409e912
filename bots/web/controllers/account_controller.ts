import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { renderPage } from '#bots/web/render_page'
import { findVisitor, personOf } from '#bots/web/visitor'

/** Who one is here. Somebody who joined in the chat is shown how to keep the account. */
export default class AccountController {
  async show(ctx: HttpContext) {
    const identity = await app.container.make('identity')
    const person = await personOf(identity, await findVisitor(ctx))
    if (!person) return ctx.response.redirect('/sign-in?next=/account')
    const signedIn = await ctx.auth.use('web').check()
    return renderPage(ctx, 'pages/account', {
      signedIn,
      roles: person.roles.map((role) => ctx.i18n.t(`web.roles.${role}`)),
    })
  }
}
