import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { aGuest, aProcess, aSighting } from '#app/identity/tests/someone'

const identity = aProcess()

async function joinedEvents(personId: string): Promise<unknown[]> {
  return db
    .from('outbox')
    .where({ topic: 'identity.person_joined', key: personId })
    .select('payload')
}

test.group('joining', () => {
  test('makes a person out of a guest, with the name and language of the account', async ({
    assert,
  }) => {
    const sighting = { ...aSighting(), locale: 'es' }
    const { account, person: before } = await identity.identify(sighting)
    assert.isNull(before)

    const { person, created } = await identity.join(account.id)

    assert.isTrue(created)
    const { id, ...about } = person
    assert.deepEqual(about, {
      displayName: 'Ana',
      locale: 'es',
      roles: ['fan'],
      adult: false,
      bannedAt: null,
    })
    assert.deepEqual(await joinedEvents(id), [{ payload: { personId: id } }])
  })

  test('is known to the very next message', async ({ assert }) => {
    const sighting = aSighting()
    const { account } = await identity.identify(sighting)
    const { person } = await identity.join(account.id)

    const { person: now } = await identity.identify(sighting)
    assert.deepEqual(now, person)
  })

  test('happens once, however many updates ask for it at the same moment', async ({ assert }) => {
    const account = await aGuest()

    const joins = await Promise.all(
      Array.from({ length: 25 }, (_, index) => (index % 2 ? identity : aProcess()).join(account.id))
    )

    assert.lengthOf(
      joins.filter((join) => join.created),
      1
    )
    const ids = [...new Set(joins.map((join) => join.person.id))]
    assert.lengthOf(ids, 1)
    assert.lengthOf(await joinedEvents(String(ids[0])), 1)
  })

  test('refuses an account that is not there', async ({ assert }) => {
    await assert.rejects(() => identity.join(randomUUID()), /There is no account/)
  })
})
