import type { AccountSighting } from '#app/identity/types'
import { E_INVALID_IDENTITY } from '#app/identity/errors'
import { IDENTITY_LIMITS } from '#app/identity/limits'

/** An address in the one form in which it is compared. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** A name that can be stored and shown in one line; the fallback when nothing of it is left. */
export function cleanName(name: string, fallback: string): string {
  const line = name
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...line].slice(0, IDENTITY_LIMITS.displayName).join('') || fallback
}

/**
 * What a platform says, made fit for the database: names are cut and freed of control characters, and a
 * language that is none is left out.
 * @throws E_INVALID_IDENTITY when the platform's id is empty, too long or not printable
 */
export function cleanSighting(sighting: AccountSighting): AccountSighting {
  const { platform } = sighting
  const platformId =
    platform === 'email' ? normaliseEmail(sighting.platformId) : sighting.platformId
  if (!/^[^\p{Cc}\p{Cs}]+$/u.test(platformId) || platformId.length > IDENTITY_LIMITS.platformId) {
    throw new E_INVALID_IDENTITY(`Not an id of a ${platform} account`)
  }
  const displayName = cleanName(sighting.displayName, platformId)
  const locale = sighting.locale
  const known = locale !== undefined && isLanguageTag(locale)
  return known
    ? { platform, platformId, displayName, locale }
    : { platform, platformId, displayName }
}

function isLanguageTag(tag: string): boolean {
  return tag.length <= IDENTITY_LIMITS.locale && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag)
}
