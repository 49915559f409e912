import type { Persona } from '#plugins/personas/persona'
import { nearestSlug } from '#plugins/personas/queries/find_persona'
import { likeLiteral, searchName } from '#plugins/personas/search_name'
import { sql } from '#app/support/sql'

/** Pages that anyone may turn; to go on, one searches. */
export const MOST_PAGES = 50

/** What a list shows of a persona. */
export type ListedPersona = Pick<
  Persona,
  'id' | 'slug' | 'name' | 'tagline' | 'picture' | 'tags' | 'language' | 'adult' | 'talks'
>

export interface PersonaPage {
  personas: readonly ListedPersona[]
  /** From 1. */
  page: number
  pages: number
  /** There are more pages than `pages`; how many is not counted. */
  open: boolean
}

export interface PersonaSearch {
  /** Beginnings of words of the name, the tagline, a tag or a topic. */
  words?: string
  tag?: string
  order?: 'popular' | 'new'
  /** Include personas for adults. */
  adult: boolean
  /** From 1; out of range is clamped. */
  page: number
  pageSize: number
}

interface Row extends Omit<ListedPersona, 'talks'> {
  talks: bigint
}

const LISTED = 'p.id, p.slug, p.name, p.tagline, p.picture, p.tags, p.language, p.adult, p.talks'
const ORDERS = { popular: 'p.talks desc, p.slug', new: 'p.created_at desc, p.slug' }

/** Personas that one may meet, the most talked to first; before them one with that very name, and those named so. */
export async function listPersonas(search: PersonaSearch): Promise<PersonaPage> {
  const asked = Math.min(Math.max(1, Math.trunc(search.page) || 1), MOST_PAGES)
  const found = await pageOf(search, asked)
  if (found.length > 0) return answer(search, found, asked)
  if (asked === 1) return answer(search, await misspelt(search), asked)
  const last = await lastPage(search)
  return answer(search, await pageOf(search, last), last)
}

/** The personas of a page, and one more when there is a next page. */
function pageOf(search: PersonaSearch, page: number): Promise<readonly Row[]> {
  const { base, ranks, values } = conditionsOf(search)
  const order = ORDERS[search.order ?? 'popular']
  const offset = (page - 1) * search.pageSize
  const size = search.pageSize + 1
  // Each rank is read in the order of its index, and no further than the page.
  const ranked = ranks.map(
    (condition, rank) =>
      `(select ${LISTED}, p.created_at, ${rank} as rank from personas_personas p
        where ${base} and ${condition} order by ${order} limit :most)`
  )
  return sql<Row>(
    `select ${LISTED} from (${ranked.join(' union all ')}) p order by p.rank, ${order}
     limit :size offset :offset`,
    { ...values, most: offset + size, size, offset }
  )
}

/** What must hold of a persona, and what of it decides who comes first: each condition leaves out those before it. */
function conditionsOf({ words, tag, adult }: PersonaSearch) {
  const name = searchName(words ?? '')
  const base = [
    `p.status = 'published'`,
    ...(adult ? [] : ['p.adult = false']),
    ...(tag === undefined ? [] : ['p.tags @> array[:tag]']),
  ].join(' and ')
  const named = 'p.search_names @@ personas_search_query(:words)'
  const ranks = [
    'p.search_name = :name',
    `${named} and p.search_name <> :name`,
    `p.search_text @@ personas_search_query(:words) and not ${named}`,
  ]
  return {
    base,
    ranks: name === '' ? ['true'] : ranks,
    values: { tag: tag ?? '', words: words ?? '', name },
  }
}

/** Whose name is a letter or two away from what nobody has. */
async function misspelt(search: PersonaSearch): Promise<readonly Row[]> {
  const words = searchName(search.words ?? '')
  const slug = words === '' ? null : await nearestSlug(words)
  if (slug === null) return []
  const { base, values } = conditionsOf(search)
  return sql<Row>(`select ${LISTED} from personas_personas p where ${base} and p.slug = :slug`, {
    ...values,
    slug,
  })
}

async function lastPage(search: PersonaSearch): Promise<number> {
  const { base, ranks, values } = conditionsOf(search)
  const [row] = await sql<{ found: bigint }>(
    `select count(*) as found from (select from personas_personas p 
       where ${base} and (${ranks.map((rank) => `(${rank})`).join(' or ')}) limit :limit) found`,
    { ...values, limit: MOST_PAGES * search.pageSize }
  )
  return Math.max(1, Math.ceil(Number(row?.found ?? 0n) / search.pageSize))
}

function answer(search: PersonaSearch, rows: readonly Row[], page: number): PersonaPage {
  const hasNext = rows.length > search.pageSize && page < MOST_PAGES
  const personas = rows
    .slice(0, search.pageSize)
    .map((row): ListedPersona => ({ ...row, talks: Number(row.talks) }))
  return { personas, page, pages: hasNext ? page + 1 : page, open: hasNext }
}

/** Tags that begin like what is typed, the most used first. */
export async function listTags(typed: string, limit: number): Promise<readonly string[]> {
  const rows = await sql<{ tag: string }>(
    `select tag from personas_tags where personas > 0 and tag like :pattern
     order by personas desc, tag limit :limit`,
    { pattern: `${likeLiteral(searchName(typed))}%`, limit }
  )
  return rows.map((row) => row.tag)
}
