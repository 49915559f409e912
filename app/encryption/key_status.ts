import type { Database } from '@adonisjs/lucid/database'
import { KEY_ID_IN_ENVELOPE, type Keyring } from '#app/encryption/keyring'
import { quoted, sealedColumns } from '#app/encryption/sealed_columns'

/** Envelopes of one column under one key. */
export interface KeyUse {
  table: string
  column: string
  /** In hex. */
  keyId: string
  /** `missing`: nothing of it can be read. */
  key: 'newest' | 'older' | 'missing'
  envelopes: number
}

/** What in the database is encrypted under which key. */
export async function keyStatus(database: Database, keys: Keyring): Promise<readonly KeyUse[]> {
  const uses: KeyUse[] = []
  for (const { table, column } of await sealedColumns(database)) {
    const name = quoted(column)
    const { rows } = await database.rawQuery<{ rows: { id: string; envelopes: bigint }[] }>(
      `select encode(substring(${name} from ${KEY_ID_IN_ENVELOPE.from} for ${KEY_ID_IN_ENVELOPE.length}), 'hex') as id,
         count(*) as envelopes
       from ${quoted(table)} where ${name} is not null group by 1 order by 1`
    )
    for (const { id, envelopes } of rows) {
      const rank = keys.ids.indexOf(id)
      const key = rank === 0 ? 'newest' : rank > 0 ? 'older' : 'missing'
      uses.push({ table, column, keyId: id, key, envelopes: Number(envelopes) })
    }
  }
  return uses
}
