import type { Place } from '#app/bot_kit/inbound'
import type { Invocation, OptionValue } from '#app/bot_kit/reply'
import { isRecord } from '#app/support/json'
import type { Resume } from '#plugins/payments/queries/find_order'

/** Longest invocation that a button carries, characters of JSON. */
export const INVOCATION_LENGTH = 1_000

/** What an order keeps of something that goes on once its coins are there; null when nothing (readable) waits. */
export function resumeIn(place: Place, packed: string | undefined): Resume | null {
  if (packed === undefined || packed.length > INVOCATION_LENGTH) return null
  try {
    const invocation: unknown = JSON.parse(packed)
    return readResume({ invocation, place })
  } catch {
    return null
  }
}

/** Reads what was written as JSON; null for anything else. */
export function readResume(kept: unknown): Resume | null {
  if (!isRecord(kept) || !isRecord(kept.place)) return null
  const invocation = invocationOf(kept.invocation)
  const { kind, id, guildId, ageRestricted } = kept.place
  if (!invocation || typeof id !== 'string') return null
  if (kind !== 'direct' && kind !== 'group') return null
  return {
    invocation,
    place: {
      kind,
      id,
      ...(typeof guildId === 'string' && { guildId }),
      ...(typeof ageRestricted === 'boolean' && { ageRestricted }),
    },
  }
}

function invocationOf(value: unknown): Invocation | null {
  if (!isRecord(value) || typeof value.command !== 'string') return null
  const options: Record<string, OptionValue> = {}
  for (const [name, option] of Object.entries(isRecord(value.options) ? value.options : {})) {
    if (!isOption(option)) return null
    options[name] = option
  }
  return { command: value.command, options }
}

const isOption = (value: unknown): value is OptionValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
