import db from '@adonisjs/lucid/services/db'
import { growVersion } from '#plugins/personas/knowledge/actions/read_knowledge'
import { forgetIndex } from '#plugins/personas/knowledge/index/index_cache'

/**
 * Takes a file away from a persona, passages and all.
 * @returns false when there is none (any more), or it is someone else's
 */
export async function removeKnowledge(fileId: string, personId: string): Promise<boolean> {
  const personaId = await db.transaction(async (trx) => {
    const { rows } = await trx.rawQuery<{ rows: { persona_id: string; upload_id: string }[] }>(
      `delete from personas_knowledge_files f using personas_personas p
       where f.id = ? and p.id = f.persona_id and p.creator_id = ? returning f.persona_id, f.upload_id`,
      [fileId, personId]
    )
    const [file] = rows
    if (!file) return null
    await trx.rawQuery('delete from personas_knowledge_uploads where id = ? and person_id = ?', [
      file.upload_id,
      personId,
    ])
    await growVersion(trx, file.persona_id)
    return file.persona_id
  })
  if (personaId !== null) forgetIndex(personaId)
  return personaId !== null
}
