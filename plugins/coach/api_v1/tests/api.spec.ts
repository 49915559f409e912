import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import type { ApiResponse } from '@japa/api-client'
import { createApiToken } from '#app/identity/actions/api_tokens'
import type { Ability } from '#app/identity/abilities'
import type { Role } from '#app/identity/types'
import { sql } from '#app/support/sql'
import { differences } from '#plugins/coach/api_v1/tests/described'
import { COACH_LIMITS } from '#plugins/coach/limits'

async function aToken(roles: readonly Role[], ...abilities: Ability[]) {
  const identity = await app.container.make('identity')
  const sighting = { platform: 'telegram', platformId: randomUUID(), displayName: 'Ana' } as const
  const { person } = await identity.join((await identity.identify(sighting)).account.id)
  for (const role of roles) await identity.grantRole(person.id, role)
  const created = await createApiToken(person.id, { name: 'a script', abilities, days: 30 })
  if (created.outcome !== 'created') throw new Error(created.outcome)
  return { token: created.value, personId: person.id }
}

const BASE = '/api/v1/coach'

test.group('Coach | the API', (group) => {
  group.each.setup(() => limiter.clear())

  test('wants a creator’s token with the ability', async ({ client }) => {
    const paths = ['/profile', '/projects/active', '/messages', '/tasks', '/decisions', '/deeds']
    const [narrow, fan] = [await aToken(['creator'], 'profile'), await aToken([], 'coach')]
    for (const path of [...paths, '/admin/usage']) {
      problemIs(await client.get(BASE + path), 401, 'unauthorized')
      problemIs(await client.get(BASE + path).bearerToken(narrow.token), 403, 'forbidden')
    }
    await limiter.clear()
    for (const path of paths) {
      problemIs(await client.get(BASE + path).bearerToken(fan.token), 403, 'for_creators')
    }
    const say = client.post(`${BASE}/messages`).bearerToken(fan.token)
    problemIs(await say.header('Idempotency-Key', '1').json({ text: 'Hi' }), 403, 'for_creators')
  })

  test('keeps a profile, whole', async ({ assert, client }) => {
    const { token } = await aToken(['creator'], 'coach')
    const put = (body: object) => client.put(`${BASE}/profile`).bearerToken(token).json(body)
    const wrong = await put({ followers: -1, niche: 'x'.repeat(COACH_LIMITS.profile + 1) })
    problemIs(wrong, 422, 'bad_input')
    assert.sameMembers(
      wrong.body().errors.map(({ field }: { field: string }) => field),
      ['followers', 'niche']
    )
    const profile = { platform: 'youtube', followers: 12_000, engagement_basis_points: 350 }
    const kept = await put({ ...profile, niche: 'Ink' })
    kept.assertStatus(200)
    await put(profile)
    const read = await client.get(`${BASE}/profile`).bearerToken(token)
    assert.containsSubset(read.body(), { ...profile, niche: '' })
  })

  test('a project is begun once, gets its opening day, and ends once', async ({
    assert,
    client,
  }) => {
    const { token } = await aToken(['creator'], 'coach')
    const begin = () => client.post(`${BASE}/projects`).bearerToken(token)
    problemIs(await client.get(`${BASE}/projects/active`).bearerToken(token), 404, 'no_project')
    problemIs(await client.get(`${BASE}/tasks`).bearerToken(token), 409, 'no_project')
    const statuses = await Promise.all([begin(), begin(), begin()])
    assert.sameMembers(
      statuses.map((one) => one.status()),
      [201, 200, 200]
    )
    const ids = new Set(statuses.map((one) => one.body().id))
    assert.equal(ids.size, 1)
    const [id] = ids
    const patch = (body: object) =>
      client.patch(`${BASE}/projects/${id}`).bearerToken(token).json(body)
    problemIs(await patch({ target: '2020-01-01' }), 422, 'bad_target')
    problemIs(await patch({ target: '2030-02-31' }), 422, 'bad_target')
    assert.equal((await patch({ target: '2030-03-01' })).body().target, '2030-03-01')
    problemIs(await patch({ state: 'finished' }), 409, 'not_finished')
    const other = await aToken(['creator'], 'coach')
    const theirs = client.patch(`${BASE}/projects/${id}`).bearerToken(other.token)
    problemIs(await theirs.json({ state: 'abandoned' }), 404, 'no_project')
    assert.equal((await patch({ state: 'abandoned' })).body().state, 'abandoned')
    const again = await patch({ state: 'abandoned' })
    again.assertStatus(200)
    assert.isString(again.body().ended_at)
    problemIs(await patch({ target: '2030-04-01' }), 409, 'ended')
  })

  test('says something once per key, whole or as events', async ({ assert, client }) => {
    const { token } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    const say = (text: string, key?: string, accept = 'application/json') => {
      const request = client
        .post(`${BASE}/messages`)
        .bearerToken(token)
        .accept(accept)
        .json({ text })
      return key === undefined ? request : request.header('Idempotency-Key', key)
    }
    problemIs(await say('Hello'), 400, 'key_missing')
    problemIs(await say('Hello', 'with space'), 400, 'key_missing')
    problemIs(await say('x'.repeat(COACH_LIMITS.message + 1), 'long'), 422, 'bad_input')
    const first = await say('We decided: it will be on Discord.', 'one')
    first.assertStatus(200)
    assert.equal(first.body().ending, 'whole')
    assert.containsSubset(first.body().noticed.decided, [
      { decision: 'platform', value: 'discord' },
    ])
    const second = await say('We decided: it will be on Discord.', 'one')
    assert.equal(second.body().answer, first.body().answer)
    problemIs(await say('Something else', 'one'), 422, 'key_reused')

    const base = `http://${process.env.HOST}:${process.env.PORT}`
    const streamed = await fetch(`${base}${BASE}/messages`, {
      method: 'POST',
      headers: {
        'Authorization': `Bearer ${token}`,
        'Accept': 'text/event-stream',
        'Content-Type': 'application/json',
        'Idempotency-Key': 'two',
      },
      body: JSON.stringify({ text: 'And what comes next?' }),
    })
    assert.equal(streamed.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    const frames = await streamed.text()
    assert.match(frames, /^: here\n\n/)
    assert.match(frames, /event: piece\ndata: \{"text":/)
    assert.match(frames, /event: noticed\ndata: \{"decided":\[/)
    assert.match(frames, /event: end\ndata: \{"answer":.*"ending":"whole"\}\n\n$/)

    const page = await client.get(`${BASE}/messages?limit=3`).bearerToken(token)
    assert.deepEqual(
      page.body().messages.map(({ role }: { role: string }) => role),
      ['coach', 'creator', 'coach']
    )
    const before = await client
      .get(`${BASE}/messages?limit=3&before=${page.body().before}`)
      .bearerToken(token)
    assert.lengthOf(before.body().messages, 1)
    assert.isNull(before.body().before)
    problemIs(await client.get(`${BASE}/messages?limit=101`).bearerToken(token), 422, 'bad_page')
    problemIs(await client.get(`${BASE}/messages?before=x`).bearerToken(token), 422, 'bad_page')
  })

  test('a day’s messages used up say when the next one is free', async ({ assert, client }) => {
    const { token, personId } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    await sql(
      `insert into coach_messages (project_id, key, role, text, at)
       select p.id, 'before:' || n, 'creator', 'x', now() - interval '23 hours'
       from coach_projects p, generate_series(1, :most) n where p.creator_id = :personId`,
      { personId, most: COACH_LIMITS.messages }
    )
    for (const accept of ['application/json', 'text/event-stream']) {
      const answer = await client
        .post(`${BASE}/messages`)
        .bearerToken(token)
        .accept(accept)
        .header('Idempotency-Key', randomUUID())
        .json({ text: 'One more' })
      problemIs(answer, 429, 'messages_used_up')
      assert.isAbove(Number(answer.header('retry-after')), 3_500)
    }
  })

  test('ticks a task and opens it again, each as often as one likes', async ({
    assert,
    client,
  }) => {
    const { token } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    const put = (id: string, body: object) =>
      client.put(`${BASE}/tasks/${id}`).bearerToken(token).json(body)
    for (const done of [true, true, false, false, true]) {
      const answer = await put('promise_sentence', { done })
      answer.assertStatus(200)
      assert.equal(answer.body().task.ticked_by, done ? 'creator' : null)
    }
    problemIs(await put('first_member', { done: true }), 409, 'not_by_hand')
    problemIs(await put('nothing', { done: true }), 404, 'no_task')
    problemIs(await put('promise_sentence', { done: 'yes' }), 422, 'bad_input')
    const tasks = await client
      .get(`${BASE}/tasks`)
      .bearerToken(token)
      .header('Accept-Language', 'es')
    assert.lengthOf(tasks.body().tasks, 22)
    assert.equal(tasks.body().tasks[0].title, 'Escribe tu promesa en una frase')
  })

  test('decides with history, and takes back exactly what is meant', async ({ assert, client }) => {
    const { token } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    const put = (value: string) =>
      client.put(`${BASE}/decisions/platform`).bearerToken(token).json({ value, reason: 'Because' })
    problemIs(await put('myspace'), 422, 'value_choice')
    const standing = (await put('discord')).body().standing.id
    const same = await put('discord')
    assert.lengthOf(same.body().history, 1)
    // Two at once: both are kept, one after the other, and one stands.
    const both = await Promise.all([put('telegram_group'), put('telegram_channel')])
    for (const one of both) one.assertStatus(200)
    const list = await client.get(`${BASE}/decisions`).bearerToken(token)
    const platform = list.body().decisions.find(({ id }: { id: string }) => id === 'platform')
    assert.lengthOf(platform.history, 3)

    const takeBack = (entry: string) =>
      client.delete(`${BASE}/decisions/platform/entries/${entry}`).bearerToken(token)
    assert.equal((await takeBack(standing)).body().standing.id, platform.standing.id)
    const back = await takeBack(platform.standing.id)
    assert.notEqual(back.body().standing.value, platform.standing.value)
    const twice = await takeBack(platform.standing.id)
    assert.deepEqual(twice.body().standing, back.body().standing)
    const first = await takeBack(back.body().standing.id)
    assert.equal(first.body().standing.value, 'discord')
    assert.isNull((await takeBack(standing)).body().standing)
    problemIs(await takeBack('999999999'), 404, 'no_entry')
  })

  test('what was taken back does not come back: the one that was superseded stands again', async ({
    assert,
    client,
  }) => {
    const { token } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    const at = `${BASE}/decisions/platform`
    const put = async (value: string) => {
      const decided = await client.put(at).bearerToken(token).json({ value })
      return String(decided.body().standing.id)
    }
    const takeBack = async (entry: string) =>
      (await client.delete(`${at}/entries/${entry}`).bearerToken(token)).body().standing?.value
    await put('discord')
    assert.equal(await takeBack(await put('telegram_group')), 'discord')
    assert.equal(await takeBack(await put('telegram_channel')), 'discord')
  })

  test('plans nothing where something has to be there first', async ({ assert, client }) => {
    const { token } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    const plan = (body: object) => client.post(`${BASE}/deeds`).bearerToken(token).json(body)
    problemIs(await plan({ action: 'launch_rockets' }), 422, 'bad_input')
    const needs = await plan({ action: 'write_welcome' })
    needs.assertStatus(409)
    assert.match(needs.body().code, /^needs_/)
    const deed = `${BASE}/deeds/${randomUUID()}`
    problemIs(await client.post(`${deed}/confirm`).bearerToken(token), 404, 'no_deed')
    problemIs(await client.post(`${deed}/undo`).bearerToken(token), 404, 'no_deed')
    const deeds = await client.get(`${BASE}/deeds`).bearerToken(token)
    assert.deepEqual(deeds.body(), { deeds: [] })
  })

  test('tells admins alone what it costs', async ({ assert, client }) => {
    const [creator, admin] = [await aToken(['creator'], 'coach'), await aToken(['admin'], 'coach')]
    const usage = (token: string) => client.get(`${BASE}/admin/usage`).bearerToken(token)
    problemIs(await usage(creator.token), 403, 'for_admins')
    const report = await usage(admin.token)
    report.assertStatus(200)
    assert.properties(report.body(), ['today', 'total', 'days', 'creators', 'models'])
    problemIs(
      await client.get(`${BASE}/admin/usage?page=0`).bearerToken(admin.token),
      422,
      'bad_usage'
    )
  })

  test('answers as it is described', async ({ assert, client }) => {
    const { token } = await aToken(['creator', 'admin'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    const get = (path: string) => client.get(BASE + path).bearerToken(token)
    const put = (path: string, body: object) =>
      client
        .put(BASE + path)
        .bearerToken(token)
        .json(body)
    await client
      .post(`${BASE}/messages`)
      .bearerToken(token)
      .header('Idempotency-Key', 'one')
      .json({ text: 'We decided: it will be on Discord.' })
    const told = {
      CoachProfile: await put('/profile', { platform: 'x' }),
      CoachProject: await get('/projects/active'),
      CoachMessages: await get('/messages?limit=1'),
      CoachTasks: await get('/tasks'),
      CoachTicked: await put('/tasks/promise_sentence', { done: true }),
      CoachDecisions: await get('/decisions'),
      CoachDecision: await put('/decisions/timeline', { value: '2030-03-01' }),
      CoachUsage: await get('/admin/usage'),
      CoachAnswer: await client
        .post(`${BASE}/messages`)
        .bearerToken(token)
        .header('Idempotency-Key', 'two')
        .json({ text: 'And then?' }),
    } as const
    assert.deepEqual(differences('CoachProfile', told.CoachProfile.body()), [])
    assert.deepEqual(differences('CoachProject', told.CoachProject.body()), [])
    assert.deepEqual(differences('CoachMessages', told.CoachMessages.body()), [])
    assert.deepEqual(differences('CoachTasks', told.CoachTasks.body()), [])
    assert.deepEqual(differences('CoachTicked', told.CoachTicked.body()), [])
    assert.deepEqual(differences('CoachDecisions', told.CoachDecisions.body()), [])
    assert.deepEqual(differences('CoachDecision', told.CoachDecision.body()), [])
    assert.deepEqual(differences('CoachUsage', told.CoachUsage.body()), [])
    assert.deepEqual(differences('CoachAnswer', told.CoachAnswer.body()), [])
    assert.isNotEmpty(differences('CoachProfile', { ...told.CoachProfile.body(), more: 1 }))
  })

  test('so many changes within a minute, and then it says how long to wait', async ({ client }) => {
    const { token } = await aToken(['creator'], 'coach')
    await client.post(`${BASE}/projects`).bearerToken(token)
    let last = await client.put(`${BASE}/profile`).bearerToken(token).json({})
    for (let count = 0; count < 60; count++) {
      last = await client.put(`${BASE}/profile`).bearerToken(token).json({})
    }
    problemIs(last, 429, 'too_fast')
    last.assertHeader('retry-after')
  })
})

function problemIs(answer: ApiResponse, status: number, code: string): void {
  answer.assertStatus(status)
  answer.assertHeader('content-type', 'application/problem+json')
  answer.assertBodyContains({ status, code })
}
