import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { openFrom, sealFor, type SealedPlace } from '#app/encryption/vault'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { sql } from '#app/support/sql'

/** A file that someone sent. */
export interface Upload {
  id: string
  name: string
  content: Uint8Array
}

const placeOf = (id: string, column: SealedPlace['column']): SealedPlace => ({
  table: 'personas_knowledge_uploads',
  column,
  id,
})

/** Keeps a file, encrypted, until it is read or its time is over. Of too many of one person, the oldest go. */
export async function keepUpload(
  personId: string,
  file: { name: string; content: Uint8Array }
): Promise<string> {
  const id = randomUUID()
  const name = nameOf(file.name)
  await db.transaction(async (trx) => {
    await trx.rawQuery(
      `insert into personas_knowledge_uploads (id, person_id, name_sealed, content_sealed) values (?, ?, ?, ?)`,
      [
        id,
        personId,
        sealFor(placeOf(id, 'name_sealed'), Buffer.from(name)),
        sealFor(placeOf(id, 'content_sealed'), file.content),
      ]
    )
    await trx.rawQuery(
      `delete from personas_knowledge_uploads where id in (
         select u.id from personas_knowledge_uploads u
         where u.person_id = ? and not exists (
           select 1 from personas_knowledge_files f where f.upload_id = u.id and f.state = 'waiting')
         order by u.created_at desc offset ?)`,
      [personId, KNOWLEDGE_LIMITS.uploads]
    )
  })
  return id
}

/** A file that is kept; null when its time is over, or it is someone else's. */
export async function openUpload(id: string, personId: string | null): Promise<Upload | null> {
  const [row] = await sql<{ name_sealed: Buffer; content_sealed: Buffer }>(
    `select name_sealed, content_sealed from personas_knowledge_uploads
     where id = :id and (cast(:personId as uuid) is null or person_id = :personId)`,
    { id, personId }
  )
  if (!row) return null
  return {
    id,
    name: openFrom(placeOf(id, 'name_sealed'), row.name_sealed).toString(),
    content: openFrom(placeOf(id, 'content_sealed'), row.content_sealed),
  }
}

/** Throws away what nobody said the persona of. */
export async function dropOldUploads(): Promise<void> {
  await sql(
    `delete from personas_knowledge_uploads u
     where u.created_at < now() - make_interval(hours => :hours) and not exists (
       select 1 from personas_knowledge_files f where f.upload_id = u.id and f.state = 'waiting')`,
    { hours: KNOWLEDGE_LIMITS.uploadHours }
  )
}

/** The last part of a path, in one line. */
function nameOf(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  return (clean === '' ? 'file' : clean).slice(-KNOWLEDGE_LIMITS.nameLength)
}
