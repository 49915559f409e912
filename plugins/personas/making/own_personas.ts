/** A creator's own personas, as they are for making: of any status, with their version. */
import type { Persona } from '#plugins/personas/persona'
import { plainText } from '#plugins/personas/plain_text'
import { PERSONA_COLUMNS, personaOf, type PersonaRow } from '#plugins/personas/queries/persona_rows'
import { sql } from '#app/support/sql'

export interface OwnPersona {
  persona: Persona
  /** Counts the edits. */
  version: number
  /** It was published once: links to it are out, so its slug stays. */
  wasPublished: boolean
}

export interface OwnPage {
  personas: readonly OwnPersona[]
  /** From 1. */
  page: number
  pages: number
}

interface OwnRow extends PersonaRow {
  version: number
  published_at: Date | null
}

const COLUMNS = `${PERSONA_COLUMNS}, p.version, p.published_at`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** One of a creator's own, by id or slug; null when it is nobody's or somebody else's. */
export async function ownPersona(idOrSlug: string, creatorId: string): Promise<OwnPersona | null> {
  const column = UUID.test(idOrSlug) ? 'id' : 'slug'
  const rows = await sql<OwnRow>(
    `select ${COLUMNS} from personas_personas p
     where p.${column} = :idOrSlug and p.creator_id = :creatorId`,
    { idOrSlug: plainText(idOrSlug), creatorId }
  )
  return rows[0] ? ownOf(rows[0]) : null
}

/** The ones worked on last come first. */
export async function listOwnPersonas(
  creatorId: string,
  asked: { page: number; pageSize: number }
): Promise<OwnPage> {
  const total = await countOwnPersonas(creatorId)
  const pages = Math.max(1, Math.ceil(total / asked.pageSize))
  const page = Math.min(Math.max(1, asked.page), pages)
  const rows = await sql<OwnRow>(
    `select ${COLUMNS} from personas_personas p where p.creator_id = :creatorId
     order by p.updated_at desc, p.id limit :limit offset :offset`,
    { creatorId, limit: asked.pageSize, offset: (page - 1) * asked.pageSize }
  )
  return { personas: rows.map(ownOf), page, pages }
}

export async function countOwnPersonas(creatorId: string): Promise<number> {
  const rows = await sql<{ total: bigint }>(
    'select count(*) as total from personas_personas where creator_id = :creatorId',
    { creatorId }
  )
  return Number(rows[0]?.total ?? 0)
}

function ownOf(row: OwnRow): OwnPersona {
  return { persona: personaOf(row), version: row.version, wasPublished: row.published_at !== null }
}
