/** What a creator may write, checked in one place for the bots and the web page. */
import vine, { type errors } from '@vinejs/vine'
import { mistakesOf } from '#app/support/validation_mistakes'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import type { PersonaChange } from '#plugins/personas/making/persona_columns'
import { plainText } from '#plugins/personas/plain_text'

const L = PERSONA_LIMITS

const plain = (value: unknown): unknown => (typeof value === 'string' ? plainText(value) : value)
const text = (most: number) => vine.string().parse(plain).trim().maxLength(most)
const needed = (most: number) => text(most).minLength(1)
const texts = (items: number, length: number) =>
  vine.array(needed(length)).distinct().maxLength(items)
const slider = () => vine.number().withoutDecimals().range([0, 100])
const keys = () => vine.array(needed(L.loreKey)).maxLength(L.loreKeys)

const entry = vine.object({
  name: text(L.loreName),
  keys: keys(),
  secondaryKeys: keys(),
  selective: vine.boolean(),
  constant: vine.boolean(),
  enabled: vine.boolean(),
  caseSensitive: vine.boolean(),
  useRegex: vine.boolean(),
  content: text(L.loreContent),
  insertionOrder: vine.number().range([-100_000, 100_000]),
  priority: vine.number().range([-100_000, 100_000]),
  position: vine.enum(['before_character', 'after_character'] as const),
})

const validator = vine.create({
  name: needed(L.name).optional(),
  tagline: text(L.tagline).optional(),
  description: text(L.description).optional(),
  greeting: text(L.greeting).optional(),
  greetings: vine.array(needed(L.greeting)).maxLength(L.greetings).optional(),
  scenario: text(L.scenario).optional(),
  examples: vine
    .array(vine.object({ fan: text(L.exampleSide), persona: needed(L.exampleSide) }))
    .maxLength(L.examples)
    .optional(),
  sliders: vine
    .object({
      warmth: slider(),
      humour: slider(),
      formality: slider(),
      energy: slider(),
      verbosity: slider(),
      boldness: slider(),
    })
    .optional(),
  tags: texts(L.tags, L.tag).optional(),
  topics: texts(L.topics, L.topic).optional(),
  rules: texts(L.rules, L.rule).optional(),
  knowledge: texts(L.knowledge, L.fact).optional(),
  language: vine.string().parse(canonical).optional(),
  adult: vine.boolean().optional(),
  defaultModel: needed(L.model).nullable().optional(),
  systemPrompt: text(L.systemPrompt).optional(),
  postHistory: text(L.postHistory).optional(),
  lorebook: vine
    .object({
      scanDepth: vine.number().withoutDecimals().range([0, 50]),
      tokenBudget: vine.number().withoutDecimals().range([0, 2_000]),
      recursive: vine.boolean(),
      entries: vine.array(entry).maxLength(L.loreEntries),
    })
    .nullable()
    .optional(),
  voice: needed(L.voice).nullable().optional(),
})

/** A language tag as BCP 47 writes it; empty when it is none. */
function canonical(tag: unknown): unknown {
  if (typeof tag !== 'string') return tag
  try {
    return Intl.getCanonicalLocales(tag.trim())[0] ?? ''
  } catch {
    return ''
  }
}

/** What is wrong with a field: worded by `personas.making.wrong.<what>`. */
export interface Wrong {
  /** Of the change: `greeting`, `tags`. */
  field: string
  what: 'missing' | 'too_long' | 'too_many' | 'twice' | 'language' | 'other'
  /** Characters or items. */
  limit: number
}

export type Checked =
  { outcome: 'fine'; change: PersonaChange } | { outcome: 'wrong'; wrong: Wrong }

/** Checks what a creator wants to change, and cleans it: trimmed, without what no text holds. */
export async function checkChange(given: PersonaChange): Promise<Checked> {
  // What is empty in a form is meant so; an empty string is no missing one.
  const [invalid, change] = await validator.tryValidate(withEmpty(given))
  if (invalid) return { outcome: 'wrong', wrong: firstWrong(invalid) }
  if (change.language === '') {
    return { outcome: 'wrong', wrong: { field: 'language', what: 'language', limit: 0 } }
  }
  return { outcome: 'fine', change }
}

const withEmpty = (given: PersonaChange): PersonaChange => ({
  ...given,
  ...(given.tags && { tags: [...new Set(given.tags.map((tag) => tag.toLowerCase()))] }),
})

function firstWrong(error: InstanceType<typeof errors.E_VALIDATION_ERROR>): Wrong {
  const [first] = mistakesOf(error)
  if (!first) return { field: 'name', what: 'other', limit: 0 }
  const field = first.field.split('.')[0] ?? first.field
  return { field, what: RULES[first.rule] ?? 'other', limit: first.max ?? 0 }
}

const RULES: Readonly<Record<string, Wrong['what']>> = {
  'required': 'missing',
  'minLength': 'missing',
  'maxLength': 'too_long',
  'array.maxLength': 'too_many',
  'distinct': 'twice',
}
