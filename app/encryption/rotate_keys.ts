import type { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { KEY_ID_IN_ENVELOPE, type Keyring } from '#app/encryption/keyring'
import { quoted, sealedColumns, type SealedColumn } from '#app/encryption/sealed_columns'
import { placeName } from '#app/encryption/vault'

export interface Rotation {
  /** Rows of one transaction. */
  batch: number
  /** Stops between two batches. */
  signal?: AbortSignal
  /** Called after each batch with the envelopes rewritten so far. */
  onBatch?: (rewritten: number) => void
}

interface EnvelopeRow {
  id: string
  envelope: Buffer
}

/**
 * Encrypts everything under the newest key. A batch is rewritten whole or not at all, and what is left is found by the
 * key that it names: interrupted wherever, it goes on where it was when it is run again. Rows that are written
 * meanwhile are waited for, not overwritten.
 * @returns how many envelopes were rewritten
 * @throws UnknownKeyError before anything of that batch is changed
 */
export async function rotateKeys(
  database: Database,
  keys: Keyring,
  rotation: Rotation
): Promise<number> {
  let rewritten = 0
  for (const column of await sealedColumns(database)) {
    for (;;) {
      if (rotation.signal?.aborted) return rewritten
      const done = await database.transaction((trx) => rewrap(trx, column, keys, rotation.batch))
      if (done === 0 && !(await isLeft(database, column, keys))) break
      rewritten += done
      rotation.onBatch?.(rewritten)
    }
  }
  return rewritten
}

/** Whether a column still has envelopes under another key. */
async function isLeft(
  database: Database,
  { table, column }: SealedColumn,
  keys: Keyring
): Promise<boolean> {
  const { rows } = await database.rawQuery<{ rows: unknown[] }>(
    `select 1 from ${quoted(table)} where ${underOtherKey(column)} limit 1`,
    [keys.ids[0]]
  )
  return rows.length > 0
}

const underOtherKey = (column: string): string =>
  `substring(${quoted(column)} from ${KEY_ID_IN_ENVELOPE.from} for ${KEY_ID_IN_ENVELOPE.length}) <> decode(?, 'hex')`

/**
 * Rewrites some envelopes of a column that are not under the newest key; 0 when there were none, or when another
 * rotation has just rewritten those that were found.
 */
async function rewrap(
  trx: TransactionClientContract,
  { table, column }: SealedColumn,
  keys: Keyring,
  batch: number
): Promise<number> {
  const name = quoted(column)
  const [newest] = keys.ids
  const { rows } = await trx.rawQuery<{ rows: EnvelopeRow[] }>(
    `select id, ${name} as envelope from ${quoted(table)}
     where ${underOtherKey(column)}
     order by id limit ? for update`,
    [newest, batch]
  )
  for (const { id, envelope } of rows) {
    const place = placeName({ table, column, id })
    const again = keys.seal(keys.open(envelope, place), place)
    await trx.rawQuery(`update ${quoted(table)} set ${name} = ? where id = ?`, [again, id])
  }
  return rows.length
}
