import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import knowledgePeople from '#plugins/personas/knowledge/people_part'
import {
  creatorFan,
  personaOf,
  sends,
  teaches,
} from '#plugins/personas/knowledge/tests/support/creator'
import { countChunks, found, ISLE } from '#plugins/personas/knowledge/tests/support/reading'
import { sql } from '#app/support/sql'
import { contextOfPersonas, personIdOf, seed } from '#plugins/personas/tests/support/house'

test.group('Knowledge | secrecy', (group) => {
  group.setup(seed)
  group.each.timeout(60_000)

  test('a stolen database tells nothing of what was read', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'Skarra secrets.md', ISLE)
    await sends(creator, 'Waiting.md', ISLE)
    const tables = await sql<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = current_schema() and table_name like 'personas\\_knowledge%'
         or table_name in ('outbox', 'buttons', 'bot_buttons')`,
      {}
    )
    assert.isAtLeast(tables.length, 4)
    for (const { name } of tables) {
      const rows = await sql<{ row: string }>(
        `select convert_from(convert_to(t::text, 'UTF8'), 'UTF8') as row from ${name} t`,
        {}
      )
      for (const { row } of rows) {
        const bytes = Buffer.from(row.replaceAll('\\x', ''), 'utf8').toString()
        for (const word of ['lighthouse', 'Bruno', 'herring', 'Skarra secrets', 'Waiting.md']) {
          assert.notInclude(bytes, word)
          assert.notInclude(bytes, Buffer.from(word).toString('hex'))
        }
      }
    }
  })

  test('without the persona’s key its passages are noise, and an error says so', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    const [nora, vera] = [await personaOf(creator), await personaOf(creator, 'Vera')]
    await teaches(creator, nora, 'isle.md', ISLE)
    await teaches(creator, vera, 'isle.md', ISLE)
    await sql(
      `update personas_knowledge_chunks c set passage = o.passage
       from personas_knowledge_chunks o, personas_knowledge_files f, personas_knowledge_files g
       where f.id = c.file_id and g.id = o.file_id and f.persona_id = :nora and g.persona_id = :vera
         and o.ordinal = c.ordinal`,
      { nora: nora.id, vera: vera.id }
    )
    await assert.rejects(() => found(nora, 'lighthouse'), /ENCRYPTION_KEYS/)
    assert.lengthOf(await found(vera, 'lighthouse'), 1)
  })

  test('who leaves takes what their personas read along; it is in their export before', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'isle.md', ISLE)
    await sends(creator, 'waiting.txt', 'Not read yet.')
    const personId = await personIdOf(creator)
    const part = knowledgePeople(await contextOfPersonas())
    const exported = JSON.stringify(await part.export?.(personId))
    assert.include(exported, 'burned down in the winter of 1911')
    assert.include(exported, 'isle.md')
    assert.lengthOf(await found(nora, 'lighthouse'), 1)
    await db.transaction(async (trx) => {
      await part.forget?.({ personId, accountIds: [], trx })
    })
    assert.equal(await countChunks(nora), 0)
    assert.deepEqual(await found(nora, 'lighthouse'), [])
    assert.deepEqual(await part.export?.(personId), { knowledge: [] })
    await teaches(creator, nora, 'new.txt', 'The lighthouse was built again.')
    assert.deepEqual(await found(nora, 'lighthouse'), ['The lighthouse was built again.'])
    const identity = await app.container.make('identity')
    assert.isNotNull(await identity.findPerson(personId))
  })
})
