import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { Ability } from '#app/identity/abilities'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import type { Person } from '#app/identity/types'
import { problem } from '#app/support/problem'

export interface TokenOwner {
  person: Person
  /** Whether the token may do that as well. */
  allows(ability: Ability): boolean
}

/** Whom the request's token speaks for; null when the answer says why it speaks for nobody, or may not do that. */
export async function tokenOwner(ctx: HttpContext, ability: Ability): Promise<TokenOwner | null> {
  const guard = ctx.auth.use('api')
  const user = (await guard.check()) ? guard.user : undefined
  const key = user
    ? `token:${String(user.currentAccessToken.identifier)}`
    : `ip:${ctx.request.ip()}`
  const requests = user ? IDENTITY_LIMITS.apiRequests : IDENTITY_LIMITS.apiStrangers
  const seconds = await secondsToWait(key, requests)
  if (seconds > 0) {
    const detail = ctx.i18n.t('identity.tokens.too_fast', { seconds })
    problem(ctx, { status: 429, code: 'too_fast', detail, retryAfter: seconds })
    return null
  }
  const identity = await app.container.make('identity')
  const person = user ? await identity.findPerson(user.id) : null
  if (!user || !person) {
    // RFC 6750 asks for the scheme; without a token there is no more to say.
    ctx.response.header('WWW-Authenticate', 'Bearer')
    const detail = ctx.i18n.t('identity.tokens.unauthorized')
    problem(ctx, { status: 401, code: 'unauthorized', detail })
    return null
  }
  const token = user.currentAccessToken
  if (person.bannedAt || !token.allows(ability)) {
    const detail = ctx.i18n.t('identity.tokens.forbidden', { ability })
    problem(ctx, { status: 403, code: 'forbidden', detail })
    return null
  }
  return { person, allows: (other) => token.allows(other) }
}

async function secondsToWait(key: string, requests: number): Promise<number> {
  const rule = limiter.use({ requests, duration: '1 minute' })
  const name = `api:${key}`
  if (await rule.attempt(name, () => true)) return 0
  return Math.max(1, await rule.availableIn(name))
}
