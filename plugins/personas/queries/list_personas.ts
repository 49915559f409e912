import type { Persona } from '#plugins/personas/persona'
import { PERSONA_COLUMNS, personaOf, type PersonaRow } from '#plugins/personas/queries/persona_rows'
import { likeLiteral, searchName } from '#plugins/personas/search_name'
import { sql } from '#plugins/personas/sql'

export interface PersonaPage {
  personas: readonly Persona[]
  /** From 1. */
  page: number
  pages: number
}

export interface PersonaSearch {
  /** A tag, or a piece of the name, the tagline or a topic. */
  words?: string
  /** Include personas for adults. */
  adult: boolean
  /** From 1; out of range is clamped. */
  page: number
  pageSize: number
}

/** Personas that one may meet, the most talked to first. */
export async function listPersonas(search: PersonaSearch): Promise<PersonaPage> {
  const words = searchName(search.words ?? '')
  const pattern = `%${likeLiteral(words)}%`
  const where = `(p.adult = false or :adult)
    and (:words = '' or :words = any(p.tags) or p.search_name like :pattern
      or lower(p.tagline) like :pattern or lower(array_to_string(p.topics, ',')) like :pattern)`
  const bindings = { adult: search.adult, words, pattern }
  const counted = await sql<{ total: bigint }>(
    `select count(*) as total from personas_personas p where ${where}`,
    bindings
  )
  const total = Number(counted[0]?.total ?? 0n)
  const pages = Math.max(1, Math.ceil(total / search.pageSize))
  const page = Math.min(Math.max(1, search.page), pages)
  const found = await sql<PersonaRow>(
    `select ${PERSONA_COLUMNS} from personas_personas p where ${where}
     order by p.talks desc, p.slug limit :limit offset :offset`,
    { ...bindings, limit: search.pageSize, offset: (page - 1) * search.pageSize }
  )
  return { personas: found.map(personaOf), page, pages }
}

/** Tags that begin like what is typed, the most used first. */
export async function listTags(typed: string, limit: number): Promise<readonly string[]> {
  const rows = await sql<{ tag: string }>(
    `select tag from personas_personas p, unnest(p.tags) as tag
     where p.adult = false and tag like :pattern
     group by tag order by count(*) desc, tag limit :limit`,
    { pattern: `${likeLiteral(searchName(typed))}%`, limit }
  )
  return rows.map((row) => row.tag)
}
