import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { sql } from '#app/support/sql'
import { messagesOf, payingFan, personIdOf, seed } from '#plugins/personas/tests/support/house'
import { verifyBooks } from '#tests/support/books'

test.group('One’s talks, as one’s data', (group) => {
  group.setup(seed)

  test('can be taken along: every message with what it cost, and what is kept in mind', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await fan.says('/pin I like Saturn')
    const identity = await app.container.make('identity')
    const data = await identity.exportData(await personIdOf(fan))
    const text = JSON.stringify(data)
    for (const part of [
      'Good evening, Luna!',
      'I like Saturn',
      '"charged_coins":2',
      '"from":"you"',
    ]) {
      assert.include(text, part)
    }
  })

  test('are unreadable when the person is gone, and the books stay whole', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/pin I like Saturn')
    const personId = await personIdOf(fan)
    const kept = await messagesOf(fan)
    assert.isNotEmpty(kept)
    const identity = await app.container.make('identity')
    assert.equal((await identity.deletePerson(personId)).outcome, 'deleted')
    const rows = await sql<{ text: string; charge: bigint; message_ids: string[] }>(
      `select m.text, m.charge, m.message_ids from personas_messages m
         join personas_conversations c on c.id = m.conversation_id where c.owner_id = :personId order by m.id`,
      { personId }
    )
    assert.deepEqual(
      rows.map(({ text, charge, message_ids: ids }) => [text, charge, ids]),
      kept.map(({ charge }) => ['', charge, []])
    )
    assert.isEmpty(
      await sql('select id from personas_memories where owner_id = :personId', { personId })
    )
    await verifyBooks()
  })
})
