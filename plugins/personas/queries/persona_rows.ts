import type { Lorebook } from '#plugins/personas/lorebook/lorebook'
import type { Exchange, Persona, PersonaStatus } from '#plugins/personas/persona'

/** A row of `personas_personas`, as Postgres gives it. */
export interface PersonaRow {
  id: string
  creator_id: string | null
  slug: string
  name: string
  tagline: string
  description: string
  picture: string
  greeting: string
  scenario: string
  examples: Exchange[]
  warmth: number
  humour: number
  formality: number
  energy: number
  verbosity: number
  boldness: number
  tags: string[]
  topics: string[]
  rules: string[]
  knowledge: string[]
  language: string
  adult: boolean
  default_model: string | null
  status: PersonaStatus
  greetings: string[]
  system_prompt: string
  post_history: string
  lorebook: Lorebook | null
  voice: string | null
  talks: bigint
}

export const PERSONA_COLUMNS = `p.id, p.creator_id, p.slug, p.name, p.tagline, p.description, p.picture, p.greeting,
  p.scenario, p.examples, p.warmth, p.humour, p.formality, p.energy, p.verbosity, p.boldness, p.tags, p.topics,
  p.rules, p.knowledge, p.language, p.adult, p.default_model, p.talks, p.status, p.greetings,
  p.system_prompt, p.post_history, p.lorebook, p.voice`

export function personaOf(row: PersonaRow): Persona {
  const { warmth, humour, formality, energy, verbosity, boldness } = row
  return {
    id: row.id,
    creatorId: row.creator_id,
    slug: row.slug,
    name: row.name,
    tagline: row.tagline,
    description: row.description,
    picture: row.picture,
    greeting: row.greeting,
    scenario: row.scenario,
    examples: row.examples,
    sliders: { warmth, humour, formality, energy, verbosity, boldness },
    tags: row.tags,
    topics: row.topics,
    rules: row.rules,
    knowledge: row.knowledge,
    language: row.language,
    adult: row.adult,
    defaultModel: row.default_model,
    status: row.status,
    greetings: row.greetings,
    systemPrompt: row.system_prompt,
    postHistory: row.post_history,
    lorebook: row.lorebook,
    voice: row.voice,
    talks: Number(row.talks),
  }
}
