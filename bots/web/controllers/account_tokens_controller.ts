import type { HttpContext } from '@adonisjs/core/http'
import { createApiToken, revokeApiToken } from '#app/identity/actions/api_tokens'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { accountOwner, accountTrouble, backToAccount } from '#bots/web/account_owner'
import { tooOften } from '#bots/web/forms'
import { WEB_RATES } from '#bots/web/limits'
import { secondsToWait } from '#bots/web/rates'
import { tokenValidator } from '#bots/web/validators'

/** API tokens of the person. A new one is shown once, on the page that follows. */
export default class AccountTokensController {
  async store(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    const wait = await secondsToWait([
      { key: `tokens:${owner.person.id}`, rate: WEB_RATES.tokensPerPerson },
    ])
    if (wait > 0) return accountTrouble(ctx, { form: tooOften(ctx, wait) })
    const [invalid, form] = await tokenValidator.tryValidate(ctx.request.body())
    if (invalid) return accountTrouble(ctx, { token: ctx.i18n.t('identity.tokens.bad_form') })

    const { name, abilities, days } = form
    const created = await createApiToken(owner.person.id, { name, abilities, days })
    if (created.outcome === 'too_many') {
      const limit = IDENTITY_LIMITS.apiTokens
      return accountTrouble(ctx, { token: ctx.i18n.t('identity.tokens.too_many', { limit }) })
    }
    ctx.session.flash('token', created.value)
    return backToAccount(ctx)
  }

  async destroy(ctx: HttpContext) {
    const owner = await accountOwner(ctx)
    if (!owner) return
    await revokeApiToken(owner.person.id, String(ctx.request.input('id')))
    return backToAccount(ctx, ctx.i18n.t('identity.tokens.revoked'))
  }
}
