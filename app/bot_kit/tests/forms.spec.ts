import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { FormStore, type FormKey } from '#app/bot_kit/forms'
import { conversation } from '#app/bot_kit/testing/conversation'

interface Half {
  words: string
}

const store = new FormStore<Half>()
const keyOf = (more: Partial<FormKey> = {}): FormKey => ({
  frontend: 'telegram',
  place: randomUUID(),
  platformId: randomUUID(),
  ...more,
})

test.group('Half-filled forms', () => {
  test('of two answers at the same moment one has to read again', async ({ assert }) => {
    const key = keyOf()
    const version = await store.start(key, { words: '' })
    const both = await Promise.all([
      store.advance(key, version, { words: 'a' }),
      store.advance(key, version, { words: 'b' }),
    ])
    assert.sameMembers(both, [true, false])
  })

  test('that are over are gone', async ({ assert }) => {
    const key = keyOf()
    await store.start(key, { words: 'secret' })
    await store.end(key)
    assert.isNull(await store.find(key))
  })

  test('go with the person who wrote them, and nobody else’s', async ({ assert }) => {
    for (const frontend of ['telegram', 'discord'] as const) {
      const fan = await conversation.fan({ frontend })
      const { account } = await fan.identified()
      const identity = await app.container.make('identity')
      const { person } = await identity.join(account.id)
      const own = keyOf({ frontend, platformId: fan.platformId })
      const other = keyOf({ frontend })
      await store.start(own, { words: 'secret' })
      await store.start(other, { words: 'theirs' })
      const { outcome } = await identity.deletePerson(person.id)
      assert.equal(outcome, 'deleted')
      assert.isNull(await store.find(own))
      assert.equal((await store.find(other))?.state.words, 'theirs')
    }
  })
})
