import db from '@adonisjs/lucid/services/db'
import { hashToken } from '#app/identity/actions/issue_sign_in_token'

/** Spends a token: of two at the same moment one wins, since the row is locked by the first. */
export async function redeemSignInToken(token: string): Promise<string | null> {
  const { rows } = await db.rawQuery<{ rows: { person_id: string }[] }>(
    `update sign_in_tokens set used_at = now()
     where token_hash = ? and used_at is null and expires_at > now()
     returning person_id`,
    [hashToken(token)]
  )
  return rows[0]?.person_id ?? null
}
