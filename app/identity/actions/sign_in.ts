import db from '@adonisjs/lucid/services/db'
import hash from '@adonisjs/core/services/hash'
import { randomBytes } from 'node:crypto'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { normaliseEmail } from '#app/identity/sighting'

/** The hash that a password is checked against when its address is unknown, so that it takes as long. */
let decoy: Promise<string> | undefined

/** @returns the person's id, or null when address and password do not belong together */
export async function signIn(email: string, password: string): Promise<string | null> {
  if (password.length > IDENTITY_LIMITS.passwordMax || email.length > IDENTITY_LIMITS.email)
    return null
  decoy ??= hash.make(randomBytes(32).toString('base64url'))
  const credential = await findCredential(normaliseEmail(email))
  const matches = await hash.verify(credential?.password ?? (await decoy), password)
  return credential && matches ? credential.person_id : null
}

async function findCredential(
  email: string
): Promise<{ person_id: string; password: string } | null> {
  // Postgres takes no NUL in a text; no address has one.
  if (email.includes('\0')) return null
  const { rows } = await db.rawQuery<{ rows: { person_id: string; password: string }[] }>(
    'select person_id, password from credentials where lower(email) = ?',
    [email]
  )
  return rows[0] ?? null
}
