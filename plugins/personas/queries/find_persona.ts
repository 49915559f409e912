import { distance } from 'fastest-levenshtein'
import { LIMITS } from '#app/bot_kit/limits'
import type { Persona } from '#plugins/personas/persona'
import { PERSONA_COLUMNS, personaOf, type PersonaRow } from '#plugins/personas/queries/persona_rows'
import { searchName } from '#plugins/personas/search_name'
import { sql } from '#app/support/sql'

/** So many popular names are compared for two slips of the finger; one slip is found among all. */
const COMPARED_NAMES = 500
/** So many popular names that are one slip away are compared. */
const SLIPPED_NAMES = 8
/** Words of a name whose spelling is looked up. */
const SPELLED_WORDS = 4

/**
 * The persona that is meant by a name or a slug: exactly, else by the beginnings of words of the name, else but for a
 * letter or two. The most popular one where several fit; null when none does. Published ones alone, but for the
 * seeker's own drafts, and for withdrawn ones by their slug, so that they can be told about: see `mayTalk`.
 */
export async function findPersona(
  meant: string,
  seekerId: string | null = null
): Promise<Persona | null> {
  const words = searchName(meant)
  if (words === '') return null
  // The first of the ids that there is: what comes after it is not looked for.
  const rows = await sql<PersonaRow>(
    `select ${PERSONA_COLUMNS} from personas_personas p where p.id = coalesce(
       (select id from personas_personas where slug = :words
          and (status <> 'draft' or creator_id = cast(:seekerId as uuid))),
       (select id from personas_personas where search_name = :words and status = 'published'
          order by talks desc, slug limit 1),
       (select id from personas_personas where creator_id = cast(:seekerId as uuid) and status = 'draft'
          and search_names @@ personas_search_query(:words) order by talks desc, slug limit 1),
       (select id from personas_personas where search_names @@ personas_search_query(:words)
          and status = 'published' order by talks desc, slug limit 1))`,
    { words, seekerId }
  )
  if (rows[0]) return personaOf(rows[0])
  const slug = await nearestSlug(words)
  return slug === null ? null : findPersona(slug, seekerId)
}

/** The slug of the published persona whose name is a letter or two away; null when there is none. */
export async function nearestSlug(words: string): Promise<string | null> {
  const popular = await mostPopular()
  // A common name is among the popular ones; a rare one is short in the index.
  return (
    nearest(words, popular, slipsBetween, 1) ??
    nearest(words, await oneSlipAway(words), slipsBetween, SPELLED_WORDS) ??
    nearest(words, popular, distance, words.length < 4 ? 1 : 2)
  )
}

interface Named {
  slug: string
  search_name: string
}

async function oneSlipAway(words: string): Promise<readonly Named[]> {
  const spelled = words.split(' ').slice(0, SPELLED_WORDS)
  const values = Object.fromEntries(spelled.map((word, n) => [`word${n}`, word]))
  const slips = spelled.map(
    (_, n) => `search_slips && personas_search_slips(personas_search_words(:word${n}))`
  )
  // By the index, whatever the planner expects: it knows little of how often slips are shared.
  return sql<Named>(
    `with found as materialized (
       select slug, search_name, talks from personas_personas
       where status = 'published' and ${slips.join(' and ')}
     )
     select slug, search_name from found order by talks desc, slug limit :limit`,
    { ...values, limit: SLIPPED_NAMES }
  )
}

function mostPopular(): Promise<readonly Named[]> {
  return sql<Named>(
    `select slug, search_name from personas_personas where status = 'published'
     order by talks desc, slug limit :limit`,
    { limit: COMPARED_NAMES }
  )
}

/** Letters that differ; two neighbours that changed places count once. */
function slipsBetween(typed: string, name: string): number {
  const away = distance(typed, name)
  if (away !== 2 || typed.length !== name.length) return away
  const at = [...typed].findIndex((letter, n) => letter !== name[n])
  return typed[at] === name[at + 1] && typed[at + 1] === name[at] ? 1 : away
}

function nearest(
  words: string,
  names: readonly Named[],
  measure: (a: string, b: string) => number,
  allowed: number
): string | null {
  let best: { slug: string; away: number } | null = null
  for (const { slug, search_name: name } of names) {
    const away = Math.min(...[slug, name, ...name.split(' ')].map((one) => measure(words, one)))
    if (away <= allowed && away < (best?.away ?? Infinity)) best = { slug, away }
  }
  return best?.slug ?? null
}

/** Personas with a name whose words begin like what is typed, the most popular first, for completion. */
export async function completePersonas(
  typed: string
): Promise<readonly { name: string; value: string }[]> {
  return sql<{ name: string; value: string }>(
    `select name, slug as value from personas_personas
     where adult = false and status = 'published'
       and (personas_search_query(:typed) is null or search_names @@ personas_search_query(:typed))
     order by talks desc, slug limit :limit`,
    { typed, limit: LIMITS.selectOptions }
  )
}
