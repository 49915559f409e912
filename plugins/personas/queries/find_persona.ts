import { distance } from 'fastest-levenshtein'
import { LIMITS } from '#app/bot_kit/limits'
import type { Persona } from '#plugins/personas/persona'
import { PERSONA_COLUMNS, personaOf, type PersonaRow } from '#plugins/personas/queries/persona_rows'
import { likeLiteral, searchName } from '#plugins/personas/search_name'
import { sql } from '#plugins/personas/sql'

/** So many popular names are compared for a slip of the finger. */
const COMPARED_NAMES = 500

/**
 * The persona that is meant by a name or a slug: exactly, else by a piece of the name, else but for a letter or
 * two. The most popular one where several fit; null when none does.
 */
export async function findPersona(meant: string): Promise<Persona | null> {
  const words = searchName(meant)
  if (words === '') return null
  const rows = await sql<PersonaRow>(
    `select ${PERSONA_COLUMNS} from personas_personas p
     where p.slug = :words or p.search_name like :inside
     order by (p.slug = :words) desc, (p.search_name = :words) desc, (p.search_name like :start) desc,
       p.talks desc, p.slug
     limit 1`,
    { words, start: `${likeLiteral(words)}%`, inside: `%${likeLiteral(words)}%` }
  )
  if (rows[0]) return personaOf(rows[0])
  const slug = await nearestSlug(words)
  return slug === null ? null : findPersona(slug)
}

async function nearestSlug(words: string): Promise<string | null> {
  const rows = await sql<{ slug: string; search_name: string }>(
    'select slug, search_name from personas_personas order by talks desc, slug limit :limit',
    { limit: COMPARED_NAMES }
  )
  const allowed = words.length < 4 ? 1 : 2
  let best: { slug: string; away: number } | null = null
  for (const row of rows) {
    const spellings = [row.slug, row.search_name, ...row.search_name.split(' ')]
    const away = Math.min(...spellings.map((spelling) => distance(words, spelling)))
    if (away <= allowed && away < (best?.away ?? Infinity)) best = { slug: row.slug, away }
  }
  return best?.slug ?? null
}

/** Personas whose name fits what is typed, the most popular first, for completion. */
export async function completePersonas(
  typed: string
): Promise<readonly { name: string; value: string }[]> {
  return sql<{ name: string; value: string }>(
    `select name, slug as value from personas_personas
     where adult = false and (search_name like :inside or slug like :inside)
     order by talks desc, slug limit :limit`,
    { inside: `%${likeLiteral(searchName(typed))}%`, limit: LIMITS.selectOptions }
  )
}
