import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { createApiToken } from '#app/identity/actions/api_tokens'
import { differences } from '#plugins/coach/api_v1/tests/described'
import { WebVisitor } from '#tests/support/web_visitor'

const WORDS = "Let's go with Discord. I want to kill myself."
const CARING = 'You do not have to carry this alone'

test.group('Coach | somebody in danger, on the web and by the API', (group) => {
  group.each.setup(() => limiter.clear())

  test('the workspace shows who helps, at once and when it is opened again', async ({ assert }) => {
    const creator = await WebVisitor.arrives('creator')
    await creator.get('/coach')
    await creator.post('/coach/begin', {})
    await creator.get('/coach')
    const answer = await creator.asks('/coach/messages', { text: WORDS, key: randomUUID() })
    const events = await answer.text()
    assert.match(events, /^event: end$/m)
    assert.include(events, CARING)
    const page = await creator.reads('/coach')
    assert.include(page, CARING)
    assert.include(page, 'https://findahelpline.com')
    assert.include(page, 'Decisions: 0 of 5 taken')
    assert.notInclude(page, 'has no answer')

    const plain = await creator.post('/coach/messages', { text: WORDS, key: randomUUID() })
    assert.equal(plain.status, 302)
    const again = await creator.reads('/coach')
    assert.lengthOf(again.split(CARING), 3, 'without a script it is answered just the same')
  })

  test('a program gets the same answer, marked, and as described', async ({ assert, client }) => {
    const identity = await app.container.make('identity')
    const sighting = { platform: 'telegram', platformId: randomUUID(), displayName: 'Ana' } as const
    const { person } = await identity.join((await identity.identify(sighting)).account.id)
    await identity.grantRole(person.id, 'creator')
    const created = await createApiToken(person.id, {
      name: 'a script',
      abilities: ['coach'],
      days: 30,
    })
    if (created.outcome !== 'created') return assert.fail(created.outcome)
    const base = '/api/v1/coach'
    await client.post(`${base}/projects`).bearerToken(created.value)
    const said = await client
      .post(`${base}/messages`)
      .bearerToken(created.value)
      .header('Idempotency-Key', 'dark')
      .accept('application/json')
      .json({ text: WORDS })
    said.assertStatus(200)
    assert.equal(said.body().ending, 'crisis')
    assert.include(said.body().answer, CARING)
    assert.isNull(said.body().noticed)
    assert.deepEqual(differences('CoachAnswer', said.body()), [])
    const kept = await client.get(`${base}/messages`).bearerToken(created.value)
    assert.deepEqual(differences('CoachMessages', kept.body()), [])
    assert.deepEqual(
      kept.body().messages.map(({ state }: { state: string }) => state),
      ['answered', 'crisis']
    )
  })
})
