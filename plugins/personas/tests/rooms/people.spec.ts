import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import personasPeople from '#plugins/personas/people'
import roomsPeople from '#plugins/personas/rooms/people_part'
import { isCareful, takeCare } from '#plugins/personas/safety/careful'
import { sql } from '#app/support/sql'
import { newRoom, pays } from '#plugins/personas/tests/rooms/support'
import {
  contextOfPersonas,
  messagesOf,
  personIdOf,
  seed,
} from '#plugins/personas/tests/support/house'
import { conversation } from '#app/bot_kit/testing/conversation'

const part = async () => roomsPeople(await contextOfPersonas())

test.group('What rooms keep of people', (group) => {
  group.setup(seed)

  test('who is forgotten leaves neither name nor reason behind', async ({ assert }) => {
    const room = newRoom()
    const ana = await room.join('Ana Unforgettable')
    await ana.says('/bind luna')
    await pays(ana, 'Hello Luna')
    await ana.says('I want to kill myself')
    const personId = await personIdOf(ana)
    const { account } = await ana.identified()
    assert.isTrue(await isCareful(personId))
    const { export: exporting, forget } = await part()
    assert.containsSubset(await exporting?.(personId), {
      boundToRooms: [{ room: room.place, persona: 'Luna' }],
    })
    await db.transaction(async (trx) => forget?.({ personId, accountIds: [account.id], trx }))
    const lines = await sql<{ speaker: string; account_id: string | null }>(
      'select speaker, account_id from personas_room_lines where place = :place',
      { place: room.place }
    )
    assert.isNotEmpty(lines)
    for (const line of lines) assert.deepEqual(line, { speaker: '', account_id: null })
    assert.isFalse(await isCareful(personId))
    assert.isEmpty((await messagesOf(ana)).filter(({ role, failure }) => role === 'fan' && failure))
    assert.containsSubset(await exporting?.(personId), { boundToRooms: [], careIsTakenUntil: null })
  })

  test('care goes on when two people become one', async ({ assert }) => {
    const [one, two] = [await conversation.fan(), await conversation.fan()]
    for (const fan of [one, two]) await fan.says('/start')
    const [from, into] = [await personIdOf(one), await personIdOf(two)]
    await takeCare(from)
    const { merge } = personasPeople(await contextOfPersonas())
    for (let i = 0; i < 2; i++) {
      const merged = await db.transaction(async (trx) => merge?.({ from, into, trx }))
      assert.deepEqual(merged, { outcome: 'merged' })
    }
    assert.isFalse(await isCareful(from))
    assert.isTrue(await isCareful(into))
  })
})
