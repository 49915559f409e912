import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { oauthServices } from '#config/ally'
import telegramConfig from '#config/telegram'
import { backWithErrors, errorsByField, tooOften } from '#bots/web/forms'
import { WEB_RATES } from '#bots/web/limits'
import { secondsToWait } from '#bots/web/rates'
import { renderPage } from '#bots/web/render_page'
import { safePath } from '#bots/web/safe_path'
import { signInHere } from '#bots/web/sign_in'
import { signInValidator } from '#bots/web/validators'
import { findVisitor, leaveVisitor } from '#bots/web/visitor'

/** Signing in with an e-mail address and a password, and signing out. */
export default class SignInController {
  async show(ctx: HttpContext) {
    return renderPage(ctx, 'pages/sign_in', {
      next: safePath(ctx.request.qs().next, '/chat'),
      services: [...oauthServices, ...(telegramConfig.token ? ['telegram'] : [])],
    })
  }

  async store(ctx: HttpContext) {
    const [invalid, form] = await signInValidator.tryValidate(ctx.request.body(), {
      messagesProvider: ctx.i18n.createMessagesProvider('web.validation.shared'),
    })
    if (invalid) return backWithErrors(ctx, errorsByField(invalid))

    const ip = ctx.request.ip()
    const wait = await secondsToWait([
      { key: `sign-in:${form.email.toLowerCase()}`, rate: WEB_RATES.signInPerEmail },
      { key: `sign-in-ip:${ip}`, rate: WEB_RATES.signInPerIp },
    ])
    if (wait > 0) return backWithErrors(ctx, { form: tooOften(ctx, wait) })

    const identity = await app.container.make('identity')
    const person = await identity.signIn(form.email, form.password)
    if (!person) return backWithErrors(ctx, { form: ctx.i18n.t('web.sign_in.wrong') })
    if (person.bannedAt) return backWithErrors(ctx, { form: ctx.i18n.t('bot.errors.banned') })

    await signInHere(ctx, person)
    const isAdmin = person.roles.includes('admin')
    return ctx.response.redirect(
      safePath(ctx.request.input('next'), isAdmin ? '/account' : '/chat')
    )
  }

  async destroy(ctx: HttpContext) {
    await ctx.auth.use('web').logout()
    const visitor = await findVisitor(ctx)
    if (visitor) await leaveVisitor(ctx, visitor)
    ctx.session.clear()
    return ctx.response.redirect('/')
  }
}
