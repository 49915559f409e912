import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { WEB_RATES } from '#bots/web/limits'
import { secondsToWait } from '#bots/web/rates'
import { renderPage } from '#bots/web/render_page'
import { signInHere } from '#bots/web/sign_in'

/**
 * One-time links, from a bot's `/login` or from the start of the program. Looking at a link spends nothing:
 * chat programs fetch links to draw a preview. The button on the page does.
 */
export default class SignInLinkController {
  async show(ctx: HttpContext) {
    const page = await renderPage(ctx, 'pages/sign_in_link', { token: String(ctx.params.token) })
    // The address is a secret: no other site gets to see it.
    ctx.response.header('Referrer-Policy', 'no-referrer')
    return page
  }

  async store(ctx: HttpContext) {
    const seconds = await secondsToWait([
      { key: `sign-in-ip:${ctx.request.ip()}`, rate: WEB_RATES.signInPerIp },
    ])
    const identity = await app.container.make('identity')
    const person = seconds > 0 ? null : await identity.redeemSignInToken(String(ctx.params.token))
    if (!person || person.bannedAt) {
      const reason = seconds > 0 ? 'too_often' : person ? 'banned' : 'spent'
      ctx.response.status(seconds > 0 ? 429 : 410)
      if (seconds > 0) ctx.response.header('Retry-After', String(seconds))
      return renderPage(ctx, 'pages/sign_in_link_spent', {
        reason,
        minutes: Math.ceil(seconds / 60),
      })
    }
    await signInHere(ctx, person)
    return ctx.response.redirect(person.roles.includes('admin') ? '/account' : '/chat')
  }
}
