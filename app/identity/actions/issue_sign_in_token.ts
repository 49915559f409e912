import db from '@adonisjs/lucid/services/db'
import { createHash, randomBytes } from 'node:crypto'
import { IDENTITY_LIMITS } from '#app/identity/limits'

/** Of a token of 256 bits a plain hash is enough: there is nothing to guess. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Makes a one-time link's token; the person's older ones beyond the limit stop working. */
export async function issueSignInToken(
  personId: string
): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url')
  const { rows } = await db.rawQuery<{ rows: { expires_at: Date }[] }>(
    `with surplus as (
       delete from sign_in_tokens where token_hash in (
         select token_hash from sign_in_tokens where person_id = :personId
         order by created_at desc offset :kept
       )
     )
     insert into sign_in_tokens (token_hash, person_id, expires_at)
     values (:hash, :personId, now() + make_interval(mins => :minutes))
     returning expires_at`,
    {
      personId,
      hash: hashToken(token),
      kept: IDENTITY_LIMITS.signInTokens - 1,
      minutes: IDENTITY_LIMITS.signInTokenLifetime,
    }
  )
  const [row] = rows
  if (!row) throw new Error('The database did not keep the sign-in token')
  return { token, expiresAt: row.expires_at }
}
