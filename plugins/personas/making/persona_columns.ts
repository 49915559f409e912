import type { PersonaProfile } from '#plugins/personas/persona'
import { searchName } from '#plugins/personas/search_name'
import type { SqlValue } from '#app/support/sql'

/** What can be changed of a persona by its creator; its place on this site changes apart. */
export type PersonaChange = Partial<Omit<PersonaProfile, 'slug' | 'picture'>>

/** Several changes as one; later ones win. */
export const together = (changes: readonly PersonaChange[]): PersonaChange =>
  changes.reduce((all, change) => ({ ...all, ...change }), {})

type Columns = Readonly<Record<string, SqlValue>>

/** The columns of what is given of a profile, with their values. */
export function columnsOf(change: Partial<PersonaProfile>): Columns {
  const columns: Record<string, SqlValue> = {}
  for (const [column, value] of Object.entries(named(change))) {
    if (value !== undefined) columns[column] = value
  }
  return { ...columns, ...change.sliders }
}

function named(change: Partial<PersonaProfile>): Record<string, SqlValue | undefined> {
  const list = (items: readonly string[] | undefined) => items && [...items]
  const { examples, lorebook } = change
  return {
    slug: change.slug,
    name: change.name,
    search_name: change.name === undefined ? undefined : searchName(change.name),
    tagline: change.tagline,
    description: change.description,
    picture: change.picture,
    greeting: change.greeting,
    scenario: change.scenario,
    examples: examples && JSON.stringify(examples),
    tags: list(change.tags),
    topics: list(change.topics),
    rules: list(change.rules),
    knowledge: list(change.knowledge),
    language: change.language,
    adult: change.adult,
    default_model: change.defaultModel,
    greetings: list(change.greetings),
    system_prompt: change.systemPrompt,
    post_history: change.postHistory,
    lorebook: lorebook && JSON.stringify(lorebook),
    voice: change.voice,
  }
}
