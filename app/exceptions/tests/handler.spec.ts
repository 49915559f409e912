import { test } from '@japa/runner'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import testUtils from '@adonisjs/core/services/test_utils'
import { Exception } from '@adonisjs/core/exceptions'
import { errors as limiterErrors, LimiterResponse } from '@adonisjs/limiter'
import { errors as vineErrors } from '@vinejs/vine'
import HttpExceptionHandler from '#app/exceptions/handler'

interface Asked {
  path?: string
  accept?: string
  language?: string
}

/** What becomes of an error that a route throws. */
async function answer(error: unknown, { path = '/', accept = '*/*', language }: Asked = {}) {
  const req = new IncomingMessage(new Socket())
  req.url = path
  req.headers.accept = accept
  if (language) req.headers['accept-language'] = language
  const ctx = await testUtils.createHttpContext({ req })
  await new HttpExceptionHandler().handle(error, ctx)
  const body: unknown = ctx.response.getBody()
  return {
    status: ctx.response.getStatus(),
    type: String(ctx.response.getHeader('content-type')),
    retryAfter: ctx.response.getHeader('retry-after'),
    text: String(body),
  }
}

const problemOf = async (error: unknown, asked?: Asked) => {
  const { text, type, ...answered } = await answer(error, { path: '/api/v1/balance', ...asked })
  return { ...answered, type, body: JSON.parse(text) }
}

test.group('errors for programs', () => {
  test('are problems, in the language that was asked for', async ({ assert }) => {
    const error = new Exception('inner words', { status: 403, code: 'E_NOT_YOURS' })
    const english = await problemOf(error)
    assert.equal(english.status, 403)
    assert.equal(english.type, 'application/problem+json')
    assert.deepEqual(english.body, {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      code: 'not_yours',
      detail: 'You may not do this here.',
    })
    const spanish = await problemOf(error, { language: 'es-MX,es;q=0.9' })
    assert.equal(spanish.body.detail, 'No puedes hacer esto aquí.')
  })

  test('name the fields that are wrong', async ({ assert }) => {
    const error = new vineErrors.E_VALIDATION_ERROR([
      { field: 'text', message: 'The text is missing', rule: 'required' },
    ])
    const { status, body } = await problemOf(error)
    assert.equal(status, 422)
    assert.equal(body.code, 'validation_error')
    assert.deepEqual(body.errors, [{ field: 'text', message: 'The text is missing' }])
  })

  test('tell when to try again after too much', async ({ assert }) => {
    const limit = new LimiterResponse({ limit: 1, remaining: 0, consumed: 2, availableIn: 12 })
    const { status, body, retryAfter } = await problemOf(
      new limiterErrors.E_TOO_MANY_REQUESTS(limit)
    )
    assert.equal(status, 429)
    assert.equal(body.code, 'too_many_requests')
    assert.equal(retryAfter, '12')
  })

  test('tell nothing of what broke inside', async ({ assert }) => {
    const { status, body } = await problemOf(new Error('password=hunter2'))
    assert.equal(status, 500)
    assert.equal(body.code, 'internal')
    assert.notInclude(JSON.stringify(body), 'hunter2')
  })

  test('say when the database is away', async ({ assert }) => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    for (const error of [refused, new AggregateError([refused])]) {
      const { status, body, retryAfter } = await problemOf(error)
      assert.equal(status, 503)
      assert.equal(body.code, 'unavailable')
      assert.equal(retryAfter, '5')
    }
  })

  test('are problems wherever JSON is asked for', async ({ assert }) => {
    for (const accept of ['application/json', 'application/problem+json']) {
      const { type } = await answer(new Error('x'), { path: '/chat/messages', accept })
      assert.equal(type, 'application/problem+json')
    }
  })

  test('are problems where nothing is found', async ({ client }) => {
    const response = await client.get('/api/v1/no-such-thing')
    response.assertStatus(404)
    response.assertHeader('content-type', 'application/problem+json')
    response.assertBodyContains({ status: 404, code: 'route_not_found' })
  })

  test('are problems when a body is no JSON', async ({ client }) => {
    const response = await client
      .post('/webhooks/telegram')
      .header('content-type', 'application/json')
      .json('{"half')
    response.assertStatus(400)
    response.assertHeader('content-type', 'application/problem+json')
  })
})

test.group('errors for people', () => {
  test('are a page where nothing is found', async ({ client, assert }) => {
    const response = await client.get('/no-such-page').header('accept', 'text/html')
    response.assertStatus(404)
    assert.match(String(response.header('content-type')), /^text\/html/)
    assert.include(response.text(), '</html>')
  })

  test('are a page without the inner words when something broke', async ({ assert }) => {
    const { status, text } = await answer(new Error('password=hunter2'), { accept: 'text/html' })
    assert.equal(status, 500)
    assert.include(text, '</html>')
    assert.notInclude(text, 'hunter2')
  })

  test('are a page that says to come back when the database is away', async ({ assert }) => {
    const away = Object.assign(new Error('x'), { code: '57P01' })
    const { status, retryAfter } = await answer(away, { accept: 'text/html' })
    assert.equal(status, 503)
    assert.equal(retryAfter, '5')
  })
})
