/** The three generations of card, as one: a `data` object, and what stands around it. */
import { isRecord } from '#app/support/json'
import { CardError } from '#plugins/personas/cards/card_error'
import { field, textIn, type JsonObject } from '#plugins/personas/cards/json'

/** A card as its file had it. */
export type CardObject = JsonObject

/** What only a card has; a name and a description alone are also what `package.json` has. */
const TELLING = [
  'first_mes',
  'mes_example',
  'personality',
  'scenario',
  'char_persona',
  'char_greeting',
] as const

/** Checks that something is a card. @throws CardError `not_a_card` */
export function cardOf(value: unknown): CardObject {
  if (!isCard(value)) throw new CardError('not_a_card')
  return value
}

export function isCard(value: unknown): value is CardObject {
  if (!isRecord(value)) return false
  const data = field(value, 'data')
  if (!isRecord(data)) return isTelling(value)
  return textIn(value, 'spec').startsWith('chara_card_') || isTelling(data)
}

const isTelling = (object: JsonObject) =>
  TELLING.some((name) => typeof field(object, name) === 'string')

/** The part of a card that says who somebody is: all of it in V1, `data` since. */
export function dataOf(card: CardObject): JsonObject {
  const data = field(card, 'data')
  return isRecord(data) ? data : card
}

/** What stands around `data`; nothing in V1. */
export function outerOf(card: CardObject): JsonObject {
  if (!isRecord(field(card, 'data'))) return {}
  return Object.fromEntries(Object.entries(card).filter(([name]) => name !== 'data'))
}
