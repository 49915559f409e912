import { randomInt } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import limiter from '@adonisjs/limiter/services/main'
import type { LinkCode } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { keyedHash } from '#app/support/keyed_hash'

/** Without what is read as something else: 0 and O, 1 and I and L. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** The code in the one form in which it is compared: people type it small, with spaces, with any dash. */
export function hashLinkCode(code: string): Buffer {
  return keyedHash('link_code', code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
}

/**
 * A code that joins an account with another one. The account's older code stops working.
 * @returns null when the account asked for too many
 */
export async function makeLinkCode(accountId: string): Promise<LinkCode | null> {
  const { linkCodes, linkTriesWindow, linkCodeLength, linkCodeLifetime } = IDENTITY_LIMITS
  const rule = limiter.use({ requests: linkCodes, duration: linkTriesWindow })
  if (!(await rule.attempt(`identity:link_codes:${accountId}`, () => true))) return null

  const letters = Array.from({ length: linkCodeLength }, () => LETTERS[randomInt(LETTERS.length)])
  const code = `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
  const { rows } = await db.rawQuery<{ rows: { expires_at: Date }[] }>(
    `insert into link_codes (code_hash, account_id, expires_at)
     values (:hash, :accountId, now() + make_interval(mins => :minutes))
     on conflict (account_id) do update set id = gen_random_uuid(), code_hash = excluded.code_hash,
       expires_at = excluded.expires_at, typed_by = null, used_at = null
     returning expires_at`,
    { hash: hashLinkCode(code), accountId, minutes: linkCodeLifetime }
  )
  const [row] = rows
  if (!row) throw new Error('The database did not keep the link code')
  return { code, expiresAt: row.expires_at }
}

/** Counts a typed code. Answers the seconds to wait when the account typed too many, else 0. */
export async function countLinkTry(accountId: string): Promise<number> {
  const { linkTries, linkTriesWindow } = IDENTITY_LIMITS
  const rule = limiter.use({ requests: linkTries, duration: linkTriesWindow })
  const key = `identity:link_tries:${accountId}`
  if (await rule.attempt(key, () => true)) return 0
  return Math.max(1, await rule.availableIn(key))
}
