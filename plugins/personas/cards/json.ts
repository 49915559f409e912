/** Reading JSON that somebody else wrote. */
import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'

export type JsonObject = Readonly<Record<string, unknown>>

/** An object's own field: never one that it inherits, whatever the name. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

export function textIn(object: JsonObject, ...names: readonly string[]): string {
  for (const name of names) {
    const value = field(object, name)
    if (typeof value === 'string') return value
  }
  return ''
}

export function textsIn(object: JsonObject, name: string): string[] {
  const value = field(object, name)
  if (typeof value === 'string') return value.split(',')
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

export function numberIn(object: JsonObject, name: string): number | null {
  const value = field(object, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export const trueIn = (object: JsonObject, name: string): boolean => field(object, name) === true

/** @throws CardError */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > CARD_LIMITS.jsonBytes) throw new CardError('card_too_large')
  let value: unknown
  try {
    value = JSON.parse(decode(bytes))
  } catch (error) {
    throw new CardError('not_json', { cause: error })
  }
  if (!isShallow(value)) throw new CardError('card_too_large')
  return value
}

/** UTF-8, or UTF-16 where a mark says so; a byte-order mark is no part of the text. */
function decode(bytes: Uint8Array): string {
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  const text = new TextDecoder(label, { fatal: true }).decode(bytes)
  // Some tools write the mark once more inside of what they encode.
  return text.replace(/^\uFEFF/, '')
}

/** Not nested deeper than the limit; without recursion, which a deep one would break. */
function isShallow(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > CARD_LIMITS.jsonDepth) return false
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : []
    )
  }
  return true
}
