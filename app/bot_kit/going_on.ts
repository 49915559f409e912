/** What a guest meant to do is packed into the button by which they join, and goes on by itself once they have. */
import type { Invocation, OptionValue } from '#app/bot_kit/reply'
import { isRecord } from '#app/support/json'

/** Longest that a button carries, characters of JSON; what is longer has to be pressed again. */
export const GOING_ON_LENGTH = 1_000

/** Null for what is too long. */
export function packInvocation(
  command: string,
  options: Readonly<Record<string, OptionValue | undefined>>
): string | null {
  const packed = JSON.stringify({ command, options })
  return packed.length <= GOING_ON_LENGTH ? packed : null
}

/** Reads what {@link packInvocation} wrote; null for anything else. */
export function unpackInvocation(packed: string): Invocation | null {
  if (packed.length > GOING_ON_LENGTH) return null
  try {
    const read: unknown = JSON.parse(packed)
    if (!isRecord(read) || typeof read.command !== 'string') return null
    const options = isRecord(read.options) ? Object.entries(read.options) : []
    return { command: read.command, options: Object.fromEntries(options.filter(isOption)) }
  } catch {
    return null
  }
}

const isOption = (entry: [string, unknown]): entry is [string, OptionValue] =>
  ['string', 'number', 'boolean'].includes(typeof entry[1])
