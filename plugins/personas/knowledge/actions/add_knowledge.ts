import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Outbox } from '#app/job_kit/types'
import { openUpload } from '#plugins/personas/knowledge/actions/keep_upload'
import { lockKnowledge, namePlace } from '#plugins/personas/knowledge/data_key'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { sql } from '#app/support/sql'

export interface AddKnowledge {
  uploadId: string
  personaId: string
  /** Who gives it: the persona's creator. */
  personId: string
  /** In a chat: whose words are the persona's, by place among its speakers; null for nobody's. */
  speaker: number | null
}

export type KnowledgeAdded =
  | { outcome: 'added'; fileId: string; name: string }
  /** Its time is over, or it has been read. */
  | { outcome: 'upload_gone' }
  | { outcome: 'not_theirs' }
  | { outcome: 'too_many_files'; limit: number }

/** Gives a file to a persona; a job reads it. Giving it again changes nothing. */
export async function addKnowledge(request: AddKnowledge, outbox: Outbox): Promise<KnowledgeAdded> {
  const { personaId, personId, speaker } = request
  const upload = await openUpload(request.uploadId, personId)
  if (!upload) return { outcome: 'upload_gone' }
  const { id: uploadId, name, content } = upload
  return db.transaction(async (trx): Promise<KnowledgeAdded> => {
    const { rows: theirs } = await trx.rawQuery<{ rows: unknown[] }>(
      'select 1 from personas_personas where id = ? and creator_id = ? for key share',
      [personaId, personId]
    )
    if (theirs.length === 0) return { outcome: 'not_theirs' }
    const key = await lockKnowledge(trx, personaId)
    const { rows: files } = await trx.rawQuery<{ rows: { id: string; upload_id: string }[] }>(
      'select id, upload_id from personas_knowledge_files where persona_id = ?',
      [personaId]
    )
    const given = files.find((file) => file.upload_id === uploadId)
    if (given) return { outcome: 'added', fileId: given.id, name }
    if (files.length >= KNOWLEDGE_LIMITS.files) {
      return { outcome: 'too_many_files', limit: KNOWLEDGE_LIMITS.files }
    }
    const fileId = randomUUID()
    await sql(
      `insert into personas_knowledge_files (id, persona_id, upload_id, name, bytes, speaker)
       values (:fileId, :personaId, :uploadId, decode(:name, 'hex'), :bytes, :speaker)`,
      {
        fileId,
        personaId,
        uploadId,
        name: key.seal(Buffer.from(name), namePlace(fileId)).toString('hex'),
        bytes: content.length,
        speaker,
      },
      trx
    )
    await outbox.add(trx, [
      { topic: 'personas.read_knowledge', key: fileId, payload: { file: fileId } },
    ])
    return { outcome: 'added', fileId, name }
  })
}
