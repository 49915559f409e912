import type { HttpContext } from '@adonisjs/core/http'
import { exportAsFile } from '#app/identity/export_file'
import { accountOwner, accountTrouble } from '#bots/web/account_owner'
import { tooOften } from '#bots/web/forms'
import { coinsIn } from '#bots/web/page_info'
import { renderPage } from '#bots/web/render_page'
import { findVisitor, leaveVisitor } from '#bots/web/visitor'

/** A copy of one's data, and an end to it. */
export default class AccountPrivacyController {
  async copy(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const made = await exportAsFile(owner.identity, owner.person.id)
    if (made.outcome === 'too_often') {
      return accountTrouble(ctx, { form: tooOften(ctx, made.retryInSeconds) })
    }
    ctx.response.header('Content-Type', made.mediaType)
    ctx.response.header('Cache-Control', 'private, no-store')
    ctx.response.header('Content-Disposition', `attachment; filename="${made.name}"`)
    return ctx.response.send(Buffer.from(made.content))
  }

  /** What would be lost; the second question is the box on this page. */
  async ask(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const say = { t: ctx.i18n.t.bind(ctx.i18n), coins: coinsIn(ctx.i18n.locale) }
    return renderPage(ctx, 'pages/account_delete', {
      losses: await owner.identity.lossesOf(owner.person.id, say),
    })
  }

  async destroy(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    if (ctx.request.input('sure') !== '1') {
      ctx.session.flash('errors', { sure: ctx.i18n.t('identity.account.delete_unchecked') })
      return ctx.response.redirect().status(303).toPath('/account/delete')
    }
    const visitor = await findVisitor(ctx)
    const { outcome } = await owner.identity.deletePerson(owner.person.id)
    if (outcome === 'busy' || outcome === 'banned') {
      return accountTrouble(ctx, { form: ctx.i18n.t(`identity.privacy.outcome.${outcome}`) })
    }
    await ctx.auth.use('web').logout()
    if (visitor) await leaveVisitor(ctx, visitor)
    ctx.session.clear()
    return renderPage(ctx, 'pages/account_deleted', {})
  }
}
