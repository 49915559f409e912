import type { HttpContext } from '@adonisjs/core/http'
import { sideInWords, staffRole, whyNotLinked } from '#app/identity/link_words'
import coinsConfig from '#config/coins'
import { accountOwner, accountTrouble, backToAccount } from '#bots/web/account_owner'
import { coinsIn } from '#bots/web/page_info'
import { renderPage } from '#bots/web/render_page'
import { isUuid } from '#bots/web/visitor'

/** Linking this browser's person with accounts of other platforms: codes out, codes in. */
export default class AccountLinkController {
  async code(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    if (staffRole(owner.person)) {
      return accountTrouble(ctx, { form: ctx.i18n.t('identity.link.staff_here') })
    }
    const made = await owner.identity.makeLinkCode(owner.account.id)
    if (!made) return accountTrouble(ctx, { form: ctx.i18n.t('identity.link.too_many_codes') })
    ctx.session.flash('link_code', made.code)
    return backToAccount(ctx)
  }

  /** Shows both sides; nothing is joined by looking. */
  async preview(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const typed: unknown = ctx.request.input('code')
    const code = typeof typed === 'string' ? typed.slice(0, 40) : ''
    const preview = await owner.identity.openLink(owner.account.id, code)
    if (preview.outcome === 'too_many_tries') {
      const minutes = Math.ceil(preview.retryInSeconds / 60)
      return accountTrouble(ctx, { code: ctx.i18n.t('identity.link.too_many_tries', { minutes }) })
    }
    if (preview.outcome !== 'ready') {
      return accountTrouble(ctx, { code: ctx.i18n.t(whyNotLinked(preview)) })
    }
    const coins = coinsIn(ctx.i18n.locale)
    const say = { t: ctx.i18n.t.bind(ctx.i18n), coins }
    return renderPage(ctx, 'pages/account_link', {
      kind: preview.kind,
      linkId: preview.linkId,
      here: await sideInWords(owner.identity, preview.here, say),
      there: await sideInWords(owner.identity, preview.there, say),
      welcomeCoins: coins(coinsConfig.welcome),
    })
  }

  async confirm(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const linkId: unknown = ctx.request.input('link')
    const linked = isUuid(linkId)
      ? await owner.identity.link(owner.account.id, linkId)
      : ({ outcome: 'code_spent' } as const)
    if (linked.outcome !== 'linked') {
      return accountTrouble(ctx, { code: ctx.i18n.t(whyNotLinked(linked)) })
    }
    const name = linked.person.displayName
    return backToAccount(ctx, ctx.i18n.t(`identity.link.linked.${linked.kind}`, { name }))
  }
}
