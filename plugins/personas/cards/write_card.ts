/** A persona as a card again: what its import brought, with what was changed since. */
import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '#app/support/json'
import { writeBook } from '#plugins/personas/cards/card_lorebook'
import { dataOf, outerOf, type CardObject } from '#plugins/personas/cards/card_object'
import { EXTENSION, OWN_FIELDS, type CardProfile } from '#plugins/personas/cards/card_profile'
import { writeExamples } from '#plugins/personas/cards/examples'
import { field, textIn, type JsonObject } from '#plugins/personas/cards/json'
import { splitDescription } from '#plugins/personas/cards/read_card'

/** What an import kept. */
export interface KeptCard {
  card: CardObject
  /** What the import made of it: what differs now was changed by the creator. */
  reading: CardProfile
}

export type CardVersion = 'v2' | 'v3'

export interface WrittenCard {
  /** `spec`, `spec_version`, and what else stood around `data`. */
  outer: JsonObject
  data: JsonObject
}

/** What the specifications want to be there. Only what is missing is filled in. */
const NEEDED = {
  v2: {
    name: '',
    description: '',
    personality: '',
    scenario: '',
    first_mes: '',
    mes_example: '',
    creator_notes: '',
    system_prompt: '',
    post_history_instructions: '',
    alternate_greetings: [],
    tags: [],
    creator: '',
    character_version: '',
    extensions: {},
  },
  v3: { group_only_greetings: [] },
} as const

const SPEC = {
  v2: { spec: 'chara_card_v2', spec_version: '2.0' },
  v3: { spec: 'chara_card_v3', spec_version: '3.0' },
} as const

/** Writes a persona as a card. Without a kept card all of it is new. */
export function writeCard(
  version: CardVersion,
  profile: CardProfile,
  kept: KeptCard | null
): WrittenCard {
  const base = kept ? dataOf(kept.card) : {}
  const changed = changesOf(base, profile, kept?.reading ?? null)
  const needed = version === 'v3' ? { ...NEEDED.v2, ...NEEDED.v3 } : NEEDED.v2
  const outer = kept ? outerOf(kept.card) : {}
  const sameSpec = textIn(outer, 'spec') === SPEC[version].spec
  return {
    outer: {
      ...outer,
      ...(sameSpec ? {} : SPEC[version]),
      ...mirrored(outer, changed),
    },
    data: { ...missing(base, needed), ...base, ...changed },
  }
}

/** The whole card as JSON. */
export function cardJson({ outer, data }: WrittenCard): string {
  return JSON.stringify({ ...outer, data })
}

function missing(base: JsonObject, needed: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(needed).filter(([name]) => !Object.hasOwn(base, name)))
}

/** Some tools repeat V1's fields around `data`; those that changed change there too. */
function mirrored(outer: JsonObject, changed: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(changed).filter(
      ([name, value]) => typeof value === 'string' && typeof field(outer, name) === 'string'
    )
  )
}

/** A card's fields that the creator changed since the import. */
function changesOf(
  base: JsonObject,
  profile: CardProfile,
  read: CardProfile | null
): Record<string, unknown> {
  const isNew = (name: keyof CardProfile) =>
    !read || !isDeepStrictEqual(plain(profile[name]), plain(read[name]))
  const changed: Record<string, unknown> = {}
  for (const [name, key] of TEXTS) if (isNew(key)) changed[name] = profile[key]
  if (isNew('description')) Object.assign(changed, splitDescription(base, profile.description))
  if (isNew('examples')) changed.mes_example = writeExamples(profile.examples)
  if (isNew('lorebook')) {
    changed.character_book = profile.lorebook
      ? writeBook(field(base, 'character_book'), read?.lorebook ?? null, profile.lorebook)
      : undefined
  }
  const own = OWN_FIELDS.filter(isNew)
  if (own.length > 0) changed.extensions = withOwnPart(base, profile, own)
  return changed
}

const TEXTS = [
  ['name', 'name'],
  ['scenario', 'scenario'],
  ['first_mes', 'greeting'],
  ['system_prompt', 'systemPrompt'],
  ['post_history_instructions', 'postHistory'],
  ['alternate_greetings', 'greetings'],
  ['tags', 'tags'],
] as const satisfies readonly (readonly [string, keyof CardProfile])[]

function withOwnPart(
  base: JsonObject,
  profile: CardProfile,
  fields: readonly (typeof OWN_FIELDS)[number][]
): JsonObject {
  const extensions = field(base, 'extensions')
  const others = isRecord(extensions) ? extensions : {}
  const before = field(others, EXTENSION)
  const own = Object.fromEntries(fields.map((name) => [name, profile[name]]))
  return { ...others, [EXTENSION]: { ...(isRecord(before) ? before : {}), ...own } }
}

/** As JSON has it: without what is undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))
