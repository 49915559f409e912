import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { forgetIndex } from '#plugins/personas/knowledge/index/index_cache'
import { sql } from '#app/support/sql'

/** Taken as gone by everyone; its rows stay where somebody talked to it, since coins were paid for that. */
const EMPTY = `status = 'withdrawn', creator_id = null, tagline = '', description = '', greeting = '',
  greetings = '{}', scenario = '', examples = '[]', tags = '{}', topics = '{}', rules = '{}', knowledge = '{}',
  system_prompt = '', post_history = '', lorebook = null, voice = null, card = null, card_reading = null,
  card_other = null, default_model = null, picture = '/personas/' || slug || '/picture',
  version = version + 1, updated_at = clock_timestamp()`

/** What a persona's creator gave to it, by table. */
const TAUGHT = [
  'personas_artwork',
  'personas_card_files',
  'personas_picture_waits',
  'personas_knowledge',
] as const

/**
 * Removes personas of a creator for good. One that somebody talked to keeps its row and its name, which stands in
 * their conversations and their statements; all else that the creator wrote goes, and it talks to nobody.
 * @param personaId one of them; null for all
 */
export async function removePersonas(
  trx: TransactionClientContract,
  creatorId: string,
  personaId: string | null
): Promise<void> {
  const whose = { creatorId, personaId }
  const WHICH = `creator_id = :creatorId and (id = cast(:personaId as uuid) or cast(:personaId as uuid) is null)`
  await sql(
    `delete from personas_personas p where ${WHICH}
       and not exists (select 1 from personas_conversations c where c.persona_id = p.id)`,
    whose,
    trx
  )
  for (const table of TAUGHT) {
    await sql(
      `delete from ${table} where persona_id in (select id from personas_personas where ${WHICH})`,
      whose,
      trx
    )
  }
  await sql(`update personas_personas set ${EMPTY} where ${WHICH}`, whose, trx)
}

/** Deletes one persona of a creator. */
export async function deletePersona(creatorId: string, personaId: string): Promise<void> {
  await db.transaction((trx) => removePersonas(trx, creatorId, personaId))
  forgetIndex(personaId)
}
