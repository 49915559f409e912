/** A picture that a person asked a persona for. */
import { sql } from '#app/support/sql'

export const PICTURE_OUTCOMES = [
  /** Its price is shown; nothing is held. */
  'asked',
  'drawing',
  /** It is there, and on its way to the person. */
  'made',
  'delivered',
  'undelivered',
  'failed',
  'stopped',
] as const
export type PictureOutcome = (typeof PICTURE_OUTCOMES)[number]

export interface Picture {
  id: string
  personId: string
  personaId: string
  words: string
  modelId: string
  /** Millicoins held, and taken in the end. */
  price: bigint
  charge: bigint
  outcome: PictureOutcome
  holdId: string | null
  createdAt: Date
  /** Its file is kept. */
  kept: boolean
}

export interface PictureRow {
  id: string
  person_id: string
  persona_id: string
  words: string
  model_id: string
  price: bigint
  charge: bigint
  outcome: PictureOutcome
  hold_id: string | null
  created_at: Date
  kept: boolean
}

export const PICTURE_COLUMNS = `id, person_id, persona_id, words, model_id, price, charge, outcome, hold_id, created_at,
  content is not null as kept`

export function pictureOf(row: PictureRow): Picture {
  return {
    id: row.id,
    personId: row.person_id,
    personaId: row.persona_id,
    words: row.words,
    modelId: row.model_id,
    price: row.price,
    charge: row.charge,
    outcome: row.outcome,
    holdId: row.hold_id,
    createdAt: row.created_at,
    kept: row.kept,
  }
}

/** A picture of a person; null when there is none of that id, or it is someone else's. */
export async function findPicture(id: string, personId: string): Promise<Picture | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null
  const rows = await sql<PictureRow>(
    `select ${PICTURE_COLUMNS} from personas_pictures where id = :id and person_id = :personId`,
    { id, personId }
  )
  return rows[0] ? pictureOf(rows[0]) : null
}
