import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { Account, IdentityService, Person } from '#app/identity/types'
import { findVisitor } from '#bots/web/visitor'

/** Whose account page it is. */
export interface Owner {
  identity: IdentityService
  person: Person
  /** The account of this browser. */
  account: Account
}

/**
 * The person of this browser; null when the answer sends to the sign-in page, because nobody is there or they are
 * banned. Every action of the account page begins with it.
 */
export async function accountOwner(ctx: HttpContext): Promise<Owner | null> {
  const identity = await app.container.make('identity')
  const visitor = await findVisitor(ctx)
  const found = visitor ? await identity.lookUp(`web:${visitor.id}`) : null
  if (!found?.person) {
    ctx.response.redirect('/sign-in?next=/account')
    return null
  }
  const { account, person } = found
  if (account.bannedAt ?? person.bannedAt) {
    ctx.session.flash('errors', { form: ctx.i18n.t('bot.errors.banned') })
    ctx.response.redirect('/sign-in')
    return null
  }
  return { identity, person, account }
}

/** Back to the account page with a word about what was done. */
export function backToAccount(ctx: HttpContext, done?: string): void {
  if (done !== undefined) ctx.session.flash('done', done)
  ctx.response.redirect().status(303).toPath('/account')
}

/** Back to the account page with what is wrong, beside its field or at the top (`form`). */
export function accountTrouble(ctx: HttpContext, wrong: Readonly<Record<string, string>>): void {
  ctx.session.flash('errors', wrong)
  ctx.response.redirect().status(303).toPath('/account')
}
