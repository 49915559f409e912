import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { normaliseEmail } from '#app/identity/sighting'
import { mailSignInLink } from '#app/identity/sign_in_mail'
import { backWithErrors, errorsByField, tooOften } from '#bots/web/forms'
import { WEB_RATES } from '#bots/web/limits'
import { secondsToWait } from '#bots/web/rates'
import { renderPage } from '#bots/web/render_page'
import { emailLinkValidator } from '#bots/web/validators'

/** A one-time link by e-mail. The answer is the same whether the address is known or not, and comes as fast. */
export default class EmailLinkController {
  async show(ctx: HttpContext) {
    return renderPage(ctx, 'pages/sign_in_email', {})
  }

  async store(ctx: HttpContext) {
    const [invalid, form] = await emailLinkValidator.tryValidate(ctx.request.body(), {
      messagesProvider: ctx.i18n.createMessagesProvider('web.validation.shared'),
    })
    if (invalid) return backWithErrors(ctx, errorsByField(invalid))
    const email = normaliseEmail(form.email)
    const wait = await secondsToWait([
      { key: `email-link:${email}`, rate: WEB_RATES.emailLinkPerEmail },
      { key: `sign-in-ip:${ctx.request.ip()}`, rate: WEB_RATES.signInPerIp },
    ])
    if (wait > 0) return backWithErrors(ctx, { form: tooOften(ctx, wait) })

    const { logger } = ctx
    const identity = await app.container.make('identity')
    // Not waited for: how long it takes would tell whether there is such an account.
    mailSignInLink(identity, email, ctx.i18n.locale).catch((error: unknown) => {
      logger.error({ err: error }, 'a sign-in link was not mailed')
    })
    return ctx.response.redirect('/sign-in/email/sent')
  }

  async sent(ctx: HttpContext) {
    const minutes = IDENTITY_LIMITS.signInTokenLifetime
    return renderPage(ctx, 'pages/sign_in_email_sent', { minutes })
  }
}
