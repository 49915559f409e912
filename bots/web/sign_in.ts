import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import type { Person } from '#app/identity/types'
import PersonModel from '#app/identity/models/person'
import { accountOf, ensureVisitor, personOf, renewVisitor, startVisitor } from '#bots/web/visitor'

/**
 * Signs a person in to this browser: a new session, and the conversation goes on with the person's wallet.
 * A browser that belonged to somebody else starts a new conversation, so that nobody's is handed over.
 */
export async function signInHere(ctx: HttpContext, person: Person): Promise<void> {
  const identity = await app.container.make('identity')
  let visitor = await ensureVisitor(ctx)
  const before = await personOf(identity, visitor)
  if (before && before.id !== person.id) visitor = startVisitor(ctx)

  const account = await accountOf(identity, visitor, {
    displayName: person.displayName,
    locale: ctx.i18n.locale,
  })
  await identity.attachAccount(account.id, person.id)
  await renewVisitor(ctx, visitor)
  await ctx.auth.use('web').login(await PersonModel.findOrFail(person.id))
}
