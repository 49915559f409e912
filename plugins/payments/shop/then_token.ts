import encryption from '@adonisjs/core/services/encryption'
import type { TurnContext } from '#app/bot_kit/command'
import type { Resume } from '#plugins/payments/queries/find_order'
import { SHOP_LIMITS } from '#plugins/payments/shop/limits'
import { readResume, resumeIn } from '#plugins/payments/shop/resume'

const PURPOSE = 'payments.then'

/** What waits for coins, and whose it is. */
export interface Waiting {
  personId: string
  /** The account that asked. */
  accountId: string
  resume: Resume
}

/**
 * What waits for coins, as a link to the shop's page carries it; sealed, so that nobody else can have something done
 * in a person's name. Null where nothing waits.
 */
export function sealThen(ctx: TurnContext, packed: string | undefined): string | null {
  const resume = resumeIn(ctx.place, packed)
  if (!resume || !ctx.person) return null
  const waiting = { personId: ctx.person.id, accountId: ctx.account.id, resume }
  return encryption.encrypt(JSON.stringify(waiting), {
    expiresIn: SHOP_LIMITS.thenLifetime,
    purpose: PURPOSE,
  })
}

/** Reads it again; null for one of somebody else's, an old one, or none. */
export function openThen(token: unknown, personId: string): Waiting | null {
  if (typeof token !== 'string' || token === '') return null
  const opened: unknown = encryption.decrypt(token, PURPOSE)
  if (typeof opened !== 'string') return null
  const waiting: unknown = JSON.parse(opened)
  if (typeof waiting !== 'object' || waiting === null) return null
  if (!('personId' in waiting) || waiting.personId !== personId) return null
  if (!('accountId' in waiting) || typeof waiting.accountId !== 'string') return null
  const resume = 'resume' in waiting ? readResume(waiting.resume) : null
  return resume && { personId, accountId: waiting.accountId, resume }
}
