/** Files that wait for the answer whether they are to be imported. */
import db from '@adonisjs/lucid/services/db'
import { plainText } from '#plugins/personas/plain_text'
import { sql } from '#app/support/sql'

/** The question may be answered for so long, seconds. */
const LIFETIME_SECONDS = 24 * 60 * 60
/** Files that wait for one person; older ones go. */
const MOST = 3

export interface Upload {
  name: string
  content: Uint8Array
}

/** Keeps a file for its owner. Answers its id. */
export async function keepUpload(personId: string, { name, content }: Upload): Promise<string> {
  return db.transaction(async (trx) => {
    await sql('delete from personas_uploads where expires_at < now()', {}, trx)
    const { rows } = await trx.rawQuery<{ rows: { id: string }[] }>(
      `insert into personas_uploads (person_id, name, content, expires_at)
       values (?, ?, ?, now() + make_interval(secs => ?)) returning id`,
      [personId, plainText(name.slice(0, 200)), Buffer.from(content), LIFETIME_SECONDS]
    )
    await sql(
      `delete from personas_uploads where person_id = :personId and id not in (
         select id from personas_uploads where person_id = :personId order by id desc limit :most)`,
      { personId, most: MOST },
      trx
    )
    const [row] = rows
    if (!row) throw new Error('The file was not kept')
    return row.id
  })
}

/** A file by its id; null when it is gone or somebody else's. */
export async function findUpload(id: string, personId: string): Promise<Upload | null> {
  const rows = await sql<{ name: string; content: Buffer }>(
    `select name, content from personas_uploads
     where id = :id and person_id = :personId and expires_at > now()`,
    { id, personId }
  )
  return rows[0] ?? null
}

export async function dropUpload(id: string, personId: string): Promise<void> {
  await sql('delete from personas_uploads where id = :id and person_id = :personId', {
    id,
    personId,
  })
}
