import { readBook } from '#plugins/personas/cards/card_lorebook'
import { dataOf, type CardObject } from '#plugins/personas/cards/card_object'
import type { CardProfile } from '#plugins/personas/cards/card_profile'
import { readExamples } from '#plugins/personas/cards/examples'
import { field, textIn, textsIn, type JsonObject } from '#plugins/personas/cards/json'
import { readOwnPart } from '#plugins/personas/cards/read_own_part'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { plainText } from '#plugins/personas/plain_text'

/** Fields of a card that may be longer than a persona's. */
export type Shortened =
  | 'name'
  | 'description'
  | 'scenario'
  | 'greeting'
  | 'greetings'
  | 'examples'
  | 'systemPrompt'
  | 'postHistory'
  | 'tags'

export interface CardReading {
  profile: CardProfile
  /** What was longer than a persona's limits: the persona has its beginning, the kept card has all of it. */
  shortened: readonly Shortened[]
}

/** What tags say that a persona is for adults. */
const ADULT = /^(nsfw|18\+|adults?( only)?|explicit|porn|erotic)$/i

/**
 * What a card says of a persona. Nothing of it is trusted: texts are texts, numbers are numbers within their range,
 * and what is not understood is only kept.
 * @param usual for what the card leaves open
 */
export function readCard(card: CardObject, usual: { name: string; language: string }): CardReading {
  const data = dataOf(card)
  const shortened = new Set<Shortened>()
  const cut = (name: Shortened, text: string, length: number): string => {
    const plain = plainText(text).trim()
    if (plain.length > length) shortened.add(name)
    return plain.slice(0, length).toWellFormed()
  }
  const few = <T>(name: Shortened, items: readonly T[], most: number): T[] => {
    if (items.length > most) shortened.add(name)
    return items.slice(0, most)
  }
  const L = PERSONA_LIMITS
  const name = cut('name', textIn(data, 'name', 'char_name'), L.name) || usual.name
  const tags = textsIn(data, 'tags').map((tag) => plainText(tag).trim().toLowerCase())
  const examples = readExamples(plainText(textIn(data, 'mes_example', 'example_dialogue')), name)
  return {
    profile: {
      name,
      tagline: taglineOf(data),
      description: cut('description', describe(data), L.description),
      scenario: cut('scenario', textIn(data, 'scenario', 'world_scenario'), L.scenario),
      greeting: cut('greeting', textIn(data, 'first_mes', 'char_greeting'), L.greeting),
      greetings: few('greetings', textsOnly(data, 'alternate_greetings'), L.greetings).map((text) =>
        cut('greetings', text, L.greeting)
      ),
      examples: few('examples', examples, L.examples).map(({ fan, persona }) => ({
        fan: cut('examples', fan, L.exampleSide),
        persona: cut('examples', persona, L.exampleSide),
      })),
      sliders: { warmth: 50, humour: 50, formality: 50, energy: 50, verbosity: 50, boldness: 50 },
      tags: few('tags', [...new Set(tags)].filter(Boolean), L.tags).map((tag) =>
        cut('tags', tag, L.tag)
      ),
      topics: [],
      rules: [],
      knowledge: [],
      language: usual.language,
      adult: tags.some((tag) => ADULT.test(tag)),
      defaultModel: null,
      systemPrompt: cut('systemPrompt', textIn(data, 'system_prompt'), L.systemPrompt),
      postHistory: cut('postHistory', textIn(data, 'post_history_instructions'), L.postHistory),
      lorebook: readBook(data),
      voice: null,
      ...readOwnPart(data),
    },
    shortened: [...shortened],
  }
}

/** What stands between a card's description and its personality, where it has both. */
const SEAM = '\n\n'

/** A persona has no personality beside its description: the sliders say how it speaks. */
function describe(data: JsonObject): string {
  return [textIn(data, 'description', 'char_persona'), textIn(data, 'personality')]
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(SEAM)
}

/**
 * A changed description, as a card's two fields: where it still ends with the card's personality, that stays apart.
 */
export function splitDescription(
  data: JsonObject,
  description: string
): { description: string; personality: string } {
  const personality = textIn(data, 'personality')
  const ending = SEAM + plainText(personality).trim()
  return personality.trim() !== '' && description.endsWith(ending)
    ? { description: description.slice(0, -ending.length), personality }
    : { description, personality: '' }
}

const textsOnly = (data: JsonObject, name: string) =>
  Array.isArray(field(data, name)) ? textsIn(data, name).filter((text) => text.trim() !== '') : []

/** Cards have no tagline: the first sentence of what the creator notes about the card has to do. */
function taglineOf(data: JsonObject): string {
  const notes = plainText(textIn(data, 'creator_notes', 'creatorcomment')).trim()
  const [first = ''] = notes.split(/(?<=[.!?।])\s|\n/u)
  const plain = first.replace(/[*_#`]/g, '').trim()
  return plain.length <= PERSONA_LIMITS.tagline
    ? plain
    : `${plain.slice(0, PERSONA_LIMITS.tagline - 1).toWellFormed()}…`
}
