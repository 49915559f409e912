import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { backWithErrors, errorsByField, tooOften } from '#bots/web/forms'
import { WEB_RATES } from '#bots/web/limits'
import { secondsToWait } from '#bots/web/rates'
import { renderPage } from '#bots/web/render_page'
import { safePath } from '#bots/web/safe_path'
import { signInHere } from '#bots/web/sign_in'
import { signUpValidator } from '#bots/web/validators'
import { accountOf, ensureVisitor } from '#bots/web/visitor'

/** Joining with an e-mail address and a password. */
export default class SignUpController {
  async show(ctx: HttpContext) {
    const next = safePath(ctx.request.qs().next, '/chat')
    return renderPage(ctx, 'pages/sign_up', { next, passwordMin: IDENTITY_LIMITS.passwordMin })
  }

  async store(ctx: HttpContext) {
    const wait = await secondsToWait([
      { key: `sign-up:${ctx.request.ip()}`, rate: WEB_RATES.signUpPerIp },
    ])
    if (wait > 0) return backWithErrors(ctx, { form: tooOften(ctx, wait) })

    const [invalid, form] = await signUpValidator.tryValidate(ctx.request.body(), {
      messagesProvider: ctx.i18n.createMessagesProvider('web.validation.shared'),
    })
    if (invalid) return backWithErrors(ctx, errorsByField(invalid))

    const identity = await app.container.make('identity')
    const visitor = await ensureVisitor(ctx)
    const about = { displayName: form.name, locale: ctx.i18n.locale }
    const account = await accountOf(identity, visitor, about)
    const result = await identity.signUp({
      accountId: account.id,
      email: form.email,
      password: form.password,
      displayName: form.name,
    })
    switch (result.outcome) {
      case 'email_taken':
        return backWithErrors(ctx, { email: ctx.i18n.t('web.sign_up.email_taken') })
      case 'signed_up':
        await signInHere(ctx, result.person)
        return ctx.response.redirect(safePath(ctx.request.input('next'), '/chat'))
    }
  }
}
