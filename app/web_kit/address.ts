/** What addresses of pages ask for, and how they are written. */
import type { HttpContext } from '@adonisjs/core/http'

/** Longest text of an address that is looked at, characters. */
const ASKED_LENGTH = 200

/** A text of the address; empty and repeated ones are none. */
export function asked({ request }: HttpContext, name: string): string | null {
  const value: unknown = request.qs()[name]
  const text = typeof value === 'string' ? value.trim().slice(0, ASKED_LENGTH) : ''
  return text === '' || text.includes('\0') ? null : text
}

/** One of a few words of the address. */
export function askedOf<T extends string>(
  ctx: HttpContext,
  name: string,
  known: readonly T[]
): T | null {
  const text = asked(ctx, name)
  return known.find((one) => one === text) ?? null
}

/** The same page with another question. */
export function addressOf(
  path: string,
  query: Readonly<Record<string, string | null | undefined>>
): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value)
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** A time as the panel shows it: to the second, in UTC, as gateways and logs do. */
export const timeOf = (at: Date, locale: string): { machine: string; words: string } => ({
  machine: at.toISOString(),
  words: new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  }).format(at),
})
