import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { luna } from '#plugins/personas/demo/luna'
import { writePersona } from '#plugins/personas/demo/seed'
import { making } from '#plugins/personas/making/people_part'
import { contextOfPersonas, personIdOf } from '#plugins/personas/tests/support/house'
import { sql } from '#app/support/sql'

async function joined(): Promise<Fan> {
  const fan = await conversation.fan()
  await fan.says('/start')
  return fan
}

/** Personas of a creator: one that a fan met, and one that nobody did. */
async function shelfOf(creator: Fan): Promise<{ met: string; alone: string }> {
  const mark = crypto.randomUUID().slice(0, 8)
  const slugs = { met: `met-${mark}`, alone: `alone-${mark}` }
  const creatorId = await personIdOf(creator)
  for (const slug of Object.values(slugs)) await writePersona({ ...luna, slug }, creatorId)
  const fan = await conversation.fan()
  await fan.says(`/talk ${slugs.met}`)
  return slugs
}

const part = async () => making(await contextOfPersonas())

test.group('What a creator made', () => {
  test('moves with the creator, once and for all', async ({ assert }) => {
    const [from, into] = [await joined(), await joined()]
    const { met } = await shelfOf(from)
    const people = { from: await personIdOf(from), into: await personIdOf(into) }
    const { merge } = await part()
    for (const _time of ['first', 'again']) {
      const merged = await db.transaction(async (trx) => merge?.({ ...people, trx }))
      assert.deepEqual(merged, { outcome: 'merged' })
    }
    const [row] = await sql<{ creator_id: string }>(
      'select creator_id from personas_personas where slug = :met',
      { met }
    )
    assert.equal(row?.creator_id, people.into)
  })

  test('goes with the creator: what nobody met altogether, the rest but for its name', async ({
    assert,
  }) => {
    const creator = await joined()
    const { met, alone } = await shelfOf(creator)
    const personId = await personIdOf(creator)
    const { account } = await creator.identified()
    const { forget, export: exported } = await part()
    const kept = await exported?.(personId)
    assert.include(JSON.stringify(kept), 'Cloud. Stayed anyway.')
    await db.transaction(async (trx) => forget?.({ personId, accountIds: [account.id], trx }))

    const rows = await sql<{
      name: string
      status: string
      creator_id: string | null
      all: string
    }>(
      `select name, status, creator_id, cast(row_to_json(p) as text) as all
       from personas_personas p where slug in (:met, :alone)`,
      { met, alone }
    )
    assert.lengthOf(rows, 1)
    const [row] = rows
    assert.equal(row?.name, luna.name)
    assert.equal(row?.status, 'withdrawn')
    assert.isNull(row?.creator_id)
    for (const secret of ['observatory', 'Stayed anyway', 'lemon balm']) {
      assert.notInclude(row?.all ?? '', secret)
    }
    assert.deepEqual(await exported?.(personId), { personas: [] })
  })
})
