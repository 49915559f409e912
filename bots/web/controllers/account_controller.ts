import type { HttpContext } from '@adonisjs/core/http'
import { ABILITIES } from '#app/identity/abilities'
import { listApiTokens } from '#app/identity/actions/api_tokens'
import { staffRole } from '#app/identity/link_words'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import type { Account } from '#app/identity/types'
import { oauthServices } from '#config/ally'
import telegramConfig from '#config/telegram'
import { accountOwner, backToAccount } from '#bots/web/account_owner'
import { linksOf } from '#bots/web/page_info'
import { renderPage } from '#bots/web/render_page'

/** Who one is here. Somebody who joined in the chat is shown how to keep the account. */
export default class AccountController {
  async show(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const { identity, person } = owner
    const signedIn = await ctx.auth.use('web').check()
    const accounts = await identity.accountsOf(person.id)
    const connectable = [...oauthServices, ...(telegramConfig.token ? ['telegram'] : [])]
    return renderPage(ctx, 'pages/account', {
      signedIn,
      links: await linksOf(person, ctx.i18n.locale),
      roles: person.roles.map((role) => ctx.i18n.t(`web.roles.${role}`)),
      adult: person.adult,
      adultState: person.adult ? 'said' : 'unsaid',
      accounts: inWords(ctx, accounts),
      connectable: connectable.filter((one) => !accounts.some(({ platform }) => platform === one)),
      // A code of theirs would hand their role on: they type codes.
      givesCodes: !staffRole(person),
      linkMinutes: IDENTITY_LIMITS.linkCodeLifetime,
      tokens: (await listApiTokens(person.id)).map((token) => ({
        ...token,
        about: [
          ...token.abilities.map((ability) => ctx.i18n.t(`identity.tokens.ability.${ability}`)),
          ...(token.expiresAt
            ? [ctx.i18n.t('identity.tokens.until', { date: dateIn(ctx, token.expiresAt) })]
            : []),
          token.lastUsedAt
            ? ctx.i18n.t('identity.tokens.used', { date: dateIn(ctx, token.lastUsedAt) })
            : ctx.i18n.t('identity.tokens.unused'),
        ].join(' · '),
      })),
      abilities: ABILITIES,
      tokenDays: IDENTITY_LIMITS.apiTokenDays,
      tokenName: IDENTITY_LIMITS.apiTokenName,
    })
  }

  /** Says to be 18 or older, or takes it back. */
  async adult(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const adult = ctx.request.input('adult') === '1'
    await owner.identity.setAdult(owner.person.id, adult)
    const key = adult ? 'identity.adult.done' : 'identity.adult.withdrawn'
    return backToAccount(ctx, ctx.i18n.t(key))
  }
}

const dateIn = (ctx: HttpContext, date: Date): string =>
  date.toLocaleDateString(ctx.i18n.locale, { dateStyle: 'medium' })

/** Browsers have names that mean nothing to anybody; the rest is told as their platforms do. */
function inWords(ctx: HttpContext, accounts: readonly Account[]): string[] {
  const words = accounts.map(({ platform, displayName, platformId }) =>
    platform === 'web'
      ? ctx.i18n.t('identity.account.browser')
      : ctx.i18n.t('identity.link.account', {
          platform: ctx.i18n.t(`identity.platforms.${platform}`),
          name: platform === 'email' ? platformId : displayName,
        })
  )
  return [...new Set(words)]
}
