import { isRecord } from '#app/support/json'
import { EXTENSION, type CardProfile, type OwnField } from '#plugins/personas/cards/card_profile'
import { field, numberIn, textsIn, type JsonObject } from '#plugins/personas/cards/json'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { SLIDERS, type Sliders } from '#plugins/personas/persona'
import { plainText } from '#plugins/personas/plain_text'

/** Our own part of a card: what of it is as it should be. Anyone may have written it. */
export function readOwnPart(data: JsonObject): Partial<Pick<CardProfile, OwnField>> {
  const extensions = field(data, 'extensions')
  const own = isRecord(extensions) ? field(extensions, EXTENSION) : undefined
  if (!isRecord(own)) return {}
  const L = PERSONA_LIMITS
  return {
    ...optional('tagline', shortText(own, 'tagline', L.tagline)),
    ...optional('sliders', slidersIn(own)),
    ...optional('topics', list(own, 'topics', L.topics, L.topic)),
    ...optional('rules', list(own, 'rules', L.rules, L.rule)),
    ...optional('knowledge', list(own, 'knowledge', L.knowledge, L.fact)),
    ...optional('language', languageIn(own)),
    ...(typeof own.adult === 'boolean' && { adult: own.adult }),
    ...optional('defaultModel', shortText(own, 'defaultModel', L.model)),
    ...optional('voice', shortText(own, 'voice', L.voice)),
  }
}

function optional<K extends OwnField, V>(name: K, value: V | undefined) {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: V })
}

function shortText(own: JsonObject, name: string, length: number): string | undefined {
  const value = field(own, name)
  if (typeof value !== 'string' || value.trim() === '' || value.length > length) return undefined
  return plainText(value)
}

function list(own: JsonObject, name: string, most: number, length: number): string[] | undefined {
  if (!Array.isArray(field(own, name))) return undefined
  return textsIn(own, name)
    .map((item) => plainText(item).trim())
    .filter((item) => item !== '' && item.length <= length)
    .slice(0, most)
}

function slidersIn(own: JsonObject): Sliders | undefined {
  const sliders = field(own, 'sliders')
  if (!isRecord(sliders)) return undefined
  const value = (name: keyof Sliders) =>
    Math.min(100, Math.max(0, Math.round(numberIn(sliders, name) ?? 50)))
  const [warmth, humour, formality, energy, verbosity, boldness] = SLIDERS
  return {
    warmth: value(warmth),
    humour: value(humour),
    formality: value(formality),
    energy: value(energy),
    verbosity: value(verbosity),
    boldness: value(boldness),
  }
}

function languageIn(own: JsonObject): string | undefined {
  const value = field(own, 'language')
  if (typeof value !== 'string' || value.length > 35) return undefined
  try {
    return Intl.getCanonicalLocales(value)[0]
  } catch {
    return undefined
  }
}
