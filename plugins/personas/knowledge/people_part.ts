import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { listFiles, ownPersonas } from '#plugins/personas/knowledge/queries/list_files'
import { loadPassages } from '#plugins/personas/knowledge/queries/load_passages'

/** Personas of one person that are looked through; more than anybody makes. */
const PERSONAS = 10_000

/** What is kept of a person's knowledge files moves to another person; the personas' own files stay theirs. */
async function merge(move: {
  from: string
  into: string
  trx: TransactionClientContract
}): Promise<{ outcome: 'merged' }> {
  await move.trx.rawQuery(
    'update personas_knowledge_uploads set person_id = ? where person_id = ?',
    [move.into, move.from]
  )
  return { outcome: 'merged' }
}

/**
 * Throws away what a person taught their personas, keys first of all: passages in backups are noise from then on. It
 * has to come before the personas lose their creator.
 */
async function forget(request: {
  personId: string
  trx: TransactionClientContract
}): Promise<void> {
  const { personId, trx } = request
  await trx.rawQuery(
    `delete from personas_knowledge where persona_id in (
       select id from personas_personas where creator_id = ?)`,
    [personId]
  )
  await trx.rawQuery('delete from personas_knowledge_uploads where person_id = ?', [personId])
}

/** What a person taught their personas, in words. */
async function exported(personId: string): Promise<Readonly<Record<string, unknown>>> {
  const knowledge: unknown[] = []
  for (const { id, name } of await ownPersonas(personId, PERSONAS)) {
    const files = await listFiles(id)
    if (files.length === 0) continue
    const loaded = await loadPassages(id)
    knowledge.push({
      persona: name,
      files: files.map((file) => ({ name: file.name, bytes: file.bytes, state: file.state })),
      passages: loaded?.passages.map(({ text }) => text) ?? [],
    })
  }
  return { knowledge }
}

/** The knowledge of the personas' part in what people may do with their data. */
const knowledgePeople: PeopleModuleFactory = () => ({ merge, forget, export: exported })

export default knowledgePeople
