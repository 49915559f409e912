import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { IDENTITY_LIMITS } from '#app/identity/limits'

/** What the login widget may tell of somebody; everything else in the address is not Telegram's. */
const FIELDS = ['id', 'first_name', 'last_name', 'username', 'photo_url', 'auth_date'] as const

/** Clocks differ: an answer may come from so far in the future, seconds. */
const SKEW = 300

export type TelegramLogin =
  { outcome: 'valid'; platformId: string; displayName: string } | { outcome: 'forged' | 'too_old' }

/**
 * Checks what Telegram's login widget sent: the hash under SHA-256 of the bot's token over the fields in order, then
 * the age (core.telegram.org/widgets/login#checking-authorization).
 * @param now seconds since 1970
 */
export function checkTelegramLogin(
  told: Readonly<Record<string, unknown>>,
  botToken: string,
  now: number = Date.now() / 1000
): TelegramLogin {
  const fields = FIELDS.flatMap((name) => {
    const value = told[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const text = fields
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n')
  const key = createHash('sha256').update(botToken).digest()
  const expected = createHmac('sha256', key).update(text).digest()
  const given = Buffer.from(typeof told.hash === 'string' ? told.hash : '', 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { outcome: 'forged' }
  }

  const { id, first_name: first, last_name: last, auth_date: date } = Object.fromEntries(fields)
  if (!id || !/^\d{1,20}$/.test(id)) return { outcome: 'forged' }
  const age = now - Number(date)
  // Not a number compares as false: what has no date is too old.
  if (!(age <= IDENTITY_LIMITS.telegramLoginAge && age >= -SKEW)) return { outcome: 'too_old' }
  return {
    outcome: 'valid',
    platformId: id,
    displayName: [first, last].filter(Boolean).join(' ') || id,
  }
}
