import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import limiter from '@adonisjs/limiter/services/main'
import { createApiToken, listApiTokens, revokeApiToken } from '#app/identity/actions/api_tokens'
import type { Ability } from '#app/identity/abilities'
import { describeApi } from '#app/identity/api/openapi'
import db from '@adonisjs/lucid/services/db'

async function aPerson() {
  const identity = await app.container.make('identity')
  const { account } = await identity.identify({
    platform: 'telegram',
    platformId: randomUUID(),
    displayName: 'Ana',
    locale: 'es',
  })
  const { person } = await identity.join(account.id)
  const plugins = await app.container.make('plugins')
  await plugins.use('ledger').grantWelcome(person.id)
  return person
}

async function aToken(personId: string, abilities: readonly Ability[] = ['profile', 'wallet']) {
  const created = await createApiToken(personId, { name: 'a script', abilities, days: 30 })
  if (created.outcome !== 'created') throw new Error(created.outcome)
  return created.value
}

test.group('API tokens', (group) => {
  group.each.setup(() => limiter.clear())

  test('speak for their person, as far as they may', async ({ assert, client }) => {
    const person = await aPerson()
    const whole = await client.get('/api/v1/me').bearerToken(await aToken(person.id))
    whole.assertStatus(200)
    assert.deepEqual(whole.body(), {
      id: person.id,
      name: 'Ana',
      language: 'es',
      roles: ['fan'],
      balance: { millicoins: '50000', coins: '50' },
    })
    const less = await client.get('/api/v1/me').bearerToken(await aToken(person.id, ['profile']))
    assert.notProperty(less.body(), 'balance')
    const none = await client.get('/api/v1/me').bearerToken(await aToken(person.id, ['wallet']))
    none.assertStatus(403)
    assert.match(none.header('content-type') ?? '', /^application\/problem\+json/)
    assert.containSubset(none.body(), { status: 403, code: 'forbidden' })
  })

  test('that are missing, made up, revoked or too old open nothing', async ({ assert, client }) => {
    const person = await aPerson()
    const [revoked, old] = [await aToken(person.id), await aToken(person.id)]
    const [newest, oldest] = await listApiTokens(person.id)
    await db
      .from('api_tokens')
      .where('id', String(newest?.id))
      .update({ expires_at: new Date(0) })
    await revokeApiToken(person.id, String(oldest?.id))
    for (const token of ['', 'grt_made.up', `${revoked}x`, revoked, old]) {
      const request = client.get('/api/v1/me')
      const answer = token ? await request.bearerToken(token) : await request
      answer.assertStatus(401)
      assert.equal(answer.header('www-authenticate'), 'Bearer')
      assert.containSubset(answer.body(), { code: 'unauthorized', title: 'Unauthorized' })
    }
  })

  test('of somebody who is banned or deleted open nothing either', async ({ client }) => {
    const identity = await app.container.make('identity')
    const person = await aPerson()
    const token = await aToken(person.id)
    await identity.setBan(person.id, true)
    ;(await client.get('/api/v1/me').bearerToken(token)).assertStatus(403)
    await identity.setBan(person.id, false)
    await identity.deletePerson(person.id)
    ;(await client.get('/api/v1/me').bearerToken(token)).assertStatus(401)
  })

  test('are somebody’s own: nobody else revokes them', async ({ assert }) => {
    const [person, other] = [await aPerson(), await aPerson()]
    await aToken(person.id)
    const [token] = await listApiTokens(person.id)
    await revokeApiToken(other.id, String(token?.id))
    assert.lengthOf(await listApiTokens(person.id), 1)
  })

  test('are ten at most, and kept as hashes', async ({ assert }) => {
    const person = await aPerson()
    const value = await aToken(person.id)
    for (let count = 1; count < 10; count++) await aToken(person.id)
    const one = await createApiToken(person.id, { name: 'x', abilities: ['profile'], days: 30 })
    assert.equal(one.outcome, 'too_many')
    const rows = await db.from('api_tokens').where('tokenable_id', person.id).select('name', 'hash')
    const secret = Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()
    assert.notInclude(JSON.stringify(rows), secret.slice(0, 40))
    assert.lengthOf(secret.slice(0, 40), 40)
  })

  test('are asked to wait when they ask too much', async ({ assert, client }) => {
    let answer = await client.get('/api/v1/me')
    for (let count = 0; count < 30; count++) answer = await client.get('/api/v1/me')
    answer.assertStatus(429)
    assert.isAbove(Number(answer.header('retry-after')), 0)
  })
})

test.group('The description of the API', () => {
  test('describes every route of it, and no other', async ({ assert, client }) => {
    const routes = Object.values(router.toJSON())
      .flat()
      .filter(({ pattern }) => pattern.startsWith('/api/'))
      .flatMap(({ pattern, methods }) =>
        methods
          .filter((method) => method !== 'HEAD')
          .map((m) => `${m.toLowerCase()} ${pattern.replace(/:(\w+)/g, '{$1}')}`)
      )
    const description = await describeApi()
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`)
    )
    assert.sameMembers(routes, described)
    const answer = await client.get('/api/v1/openapi.json')
    assert.deepEqual(answer.body(), JSON.parse(JSON.stringify(description)))
  })
})
