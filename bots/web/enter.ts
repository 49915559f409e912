import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { AccountSighting } from '#app/identity/types'
import { staffRole } from '#app/identity/link_words'
import { safePath } from '#bots/web/safe_path'
import { signInHere } from '#bots/web/sign_in'
import { findVisitor, personOf } from '#bots/web/visitor'

/** What somebody went to another service for: to sign in here, or to add that account to their own. */
export type EnterIntent = 'sign_in' | 'connect'

const KEY = 'entering'

/** Remembers what for, and where to go on, while the browser is at the other service. */
export function beginEntering(ctx: HttpContext): void {
  const { for: what, next }: Record<string, unknown> = ctx.request.qs()
  const intent: EnterIntent = what === 'connect' ? 'connect' : 'sign_in'
  ctx.session.put(KEY, { intent, next: safePath(next, '/chat') })
}

function endEntering(ctx: HttpContext): { intent: EnterIntent; next: string } {
  const kept: unknown = ctx.session.pull(KEY)
  const { intent, next } = typeof kept === 'object' && kept !== null ? asRecord(kept) : asRecord({})
  return { intent: intent === 'connect' ? 'connect' : 'sign_in', next: safePath(next, '/chat') }
}

const asRecord = (value: object): Record<string, unknown> => ({ ...value })

/** Somebody proved that an account of another platform is theirs: signs its person in, or adds it to this one. */
export async function enterWith(ctx: HttpContext, sighting: AccountSighting): Promise<void> {
  const { intent, next } = endEntering(ctx)
  const identity = await app.container.make('identity')
  const { account, person } = await identity.identify(sighting)
  const here = await personOf(identity, await findVisitor(ctx))
  if (account.bannedAt ?? person?.bannedAt ?? here?.bannedAt) {
    return refuseEntering(ctx, 'bot.errors.banned')
  }

  const platform = ctx.i18n.t(`identity.platforms.${account.platform}`)
  if (intent === 'connect' && here) {
    if (person && person.id !== here.id) {
      ctx.session.flash('errors', { form: ctx.i18n.t('identity.sign_in.taken', { platform }) })
    } else {
      await identity.attachAccount(account.id, here.id)
      ctx.session.flash('done', ctx.i18n.t('identity.sign_in.connected', { platform }))
    }
    return ctx.response.redirect('/account')
  }

  await signInHere(ctx, person ?? (await newcomer(ctx, account.id)))
  ctx.response.redirect(next)
}

/**
 * The person of an account that nobody had: whoever joined in this browser's chat and never signed in keeps what they
 * have there; anybody else is new, and accepted the terms with the button.
 */
async function newcomer(ctx: HttpContext, accountId: string) {
  const identity = await app.container.make('identity')
  const here = await personOf(identity, await findVisitor(ctx))
  const isUnsaved = here && !staffRole(here) && !(await ctx.auth.use('web').check())
  if (!isUnsaved) return (await identity.join(accountId)).person
  await identity.attachAccount(accountId, here.id)
  return here
}

/** Back to the sign-in page, which says what happened. */
export function refuseEntering(ctx: HttpContext, key: string): void {
  ctx.session.flash('errors', { form: ctx.i18n.t(key) })
  ctx.response.redirect('/sign-in')
}
