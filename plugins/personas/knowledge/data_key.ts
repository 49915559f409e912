import { randomBytes, randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Keyring, KEY_LENGTH } from '#app/encryption/keyring'
import { openFrom, sealFor, type SealedPlace } from '#app/encryption/vault'

interface KeyRow {
  id: string
  key_sealed: Buffer
}

const placeOf = (id: string): SealedPlace => ({
  table: 'personas_knowledge',
  column: 'key_sealed',
  id,
})

/** The key of a persona's knowledge out of its row. */
export const openDataKey = (row: KeyRow): Keyring =>
  new Keyring([openFrom(placeOf(row.id), row.key_sealed)])

/**
 * Locks a persona's knowledge until the transaction ends, and gives its key; both are made when there are none.
 */
export async function lockKnowledge(
  trx: TransactionClientContract,
  personaId: string
): Promise<Keyring> {
  const id = randomUUID()
  await trx.rawQuery(
    `insert into personas_knowledge (id, persona_id, key_sealed) values (?, ?, ?)
     on conflict (persona_id) do nothing`,
    [id, personaId, sealFor(placeOf(id), randomBytes(KEY_LENGTH))]
  )
  const { rows } = await trx.rawQuery<{ rows: KeyRow[] }>(
    'select id, key_sealed from personas_knowledge where persona_id = ? for update',
    [personaId]
  )
  if (!rows[0]) throw new Error(`Persona ${personaId} has no knowledge`)
  return openDataKey(rows[0])
}

/** Where a file's name belongs to. */
export const namePlace = (fileId: string): string => `personas_knowledge_files.name:${fileId}`

/** Where a passage belongs to. */
export const passagePlace = (fileId: string, ordinal: number): string =>
  `personas_knowledge_chunks.passage:${fileId}:${ordinal}`
