import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { Inbox } from '#app/bot_kit/inbox'
import { LIMITS } from '#app/bot_kit/limits'

/** Makes a claim look as old as it would be when its process had died that long ago. */
async function age(eventId: string, seconds: number): Promise<void> {
  await db.rawQuery(
    'update inbox set claimed_at = claimed_at - make_interval(secs => ?) where event_id = ?',
    [seconds, eventId]
  )
}

test.group('inbox', () => {
  test('of many claims at the same moment, in two processes, one wins for each update', async ({
    assert,
  }) => {
    const [first, second] = [new Inbox(), new Inbox()]
    const ids = Array.from({ length: 50 }, () => randomUUID())
    const claims = ids.flatMap((id) =>
      [first, second, first, second].map((inbox) => inbox.claim('test', id))
    )
    const won = (await Promise.all(claims)).filter(Boolean)
    assert.lengthOf(won, ids.length)
  })

  test('the same id on another platform is another update', async ({ assert }) => {
    const inbox = new Inbox()
    const id = randomUUID()
    assert.isTrue(await inbox.claim('telegram', id))
    assert.isTrue(await inbox.claim('discord', id))
  })

  test('a claim whose process died can be taken over; a finished one cannot', async ({
    assert,
  }) => {
    const inbox = new Inbox()
    const [dead, done] = [randomUUID(), randomUUID()]
    for (const id of [dead, done]) assert.isTrue(await inbox.claim('test', id))
    await inbox.finish('test', done)
    for (const id of [dead, done]) await age(id, LIMITS.inboxClaim - 5)
    assert.isFalse(await inbox.claim('test', dead), 'too early')
    for (const id of [dead, done]) await age(id, 10)
    assert.isTrue(await inbox.claim('test', dead))
    assert.isFalse(await inbox.claim('test', done))
  })
})
