import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { LIMITS } from '#app/bot_kit/limits'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import { until } from '#tests/support/until'

/** Written out, so that the tests keep their names. */
const SOME_ID = '0b50c2f6-3f4e-4f0e-9d3a-5a4a3c1d7e21'

test.group('The chat', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('answers a command and keeps the conversation', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const answer = await visitor.says('/help')
    visitor.leave()

    assert.isNotEmpty(answer)
    assert.deepEqual(visitor.shown[0], { kind: 'mine', text: '/help' })

    const back = new TestVisitor()
    back.jar.set('greenroom_visitor', visitor.jar.get('greenroom_visitor') ?? '')
    await back.listen(0)
    assert.deepEqual(back.shown, visitor.shown)
    back.leave()
  })

  test('sends what a page missed after its line broke, and nothing twice', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/help')
    visitor.leave()
    const seen = visitor.messages.size

    const other = new TestVisitor()
    other.jar.set('greenroom_visitor', visitor.jar.get('greenroom_visitor') ?? '')
    await other.get('/chat')
    await other.listen(0)
    await other.says('/nonsense')
    const before = visitor.events.length

    await visitor.listen()
    const missed = visitor.events.slice(before).filter((event) => event.kind === 'message')
    assert.equal(missed.length, other.messages.size - seen)
    assert.deepEqual(visitor.shown, other.shown)
    visitor.leave()
    other.leave()
  })

  test('takes the same message once', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const id = randomUUID()
    const sent = { kind: 'command', name: 'help', rest: '' } as const
    const answers = await Promise.all([visitor.sends(sent, id), visitor.sends(sent, id)])
    const idles = () => visitor.events.filter((event) => event.kind === 'idle')
    await until(() => idles().length === 2, { what: 'the end of both' })
    visitor.leave()

    assert.deepEqual(
      answers.map((answer) => answer.status),
      [202, 202]
    )
    assert.deepEqual(
      visitor.shown.map((body) => body.kind),
      ['mine', 'card']
    )
  })

  test('keeps visitors apart, also when they use the same id', async ({ assert }) => {
    const first = await TestVisitor.arrives()
    const second = await TestVisitor.arrives()
    await first.says('/help')
    const [id = ''] = [...first.messages.keys()]
    const response = await second.sends({ kind: 'command', name: 'nonsense', rest: '' }, id)
    await until(() => second.events.some(({ kind }) => kind === 'idle'), { what: 'its own answer' })
    await second.says('/nonsense')

    const kinds = second.shown.map((body) => body.kind)
    assert.equal(response.status, 202)
    assert.deepEqual(kinds, ['mine', 'text', 'choice', 'mine', 'text', 'choice'])
    assert.lengthOf(first.shown, 2)
    first.leave()
    second.leave()
  })

  test('knows nobody without a cookie, and nobody by a forged one', async ({ assert }) => {
    const stranger = new TestVisitor()
    const without = await stranger.get('/chat/events')
    stranger.jar.set('greenroom_visitor', encodeURIComponent(`s:${randomUUID()}`))
    const forged = await stranger.get('/chat/events')

    assert.deepEqual([without.status, forged.status], [401, 401])
    assert.equal(without.headers.get('content-type'), 'application/problem+json')
  })

  test('speaks the language of the browser', async ({ assert }) => {
    const visitor = await TestVisitor.arrives({ language: 'es' })
    const [problem] = await visitor.says('/nonsense')
    const page = await (await visitor.get('/chat')).text()
    visitor.leave()

    assert.include(page, '<html lang="es">')
    assert.equal(problem?.kind === 'text' && problem.code, 'unknown_command')
    assert.match(problem?.kind === 'text' ? problem.text : '', /comando/)
  })

  test('opens no more than a few pages for one visitor', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    const pages: TestVisitor[] = []
    let refused: Response | undefined
    for (let count = 0; count < 10 && !refused; count++) {
      const page = new TestVisitor()
      page.jar.set('greenroom_visitor', visitor.jar.get('greenroom_visitor') ?? '')
      await page.listen().then(
        () => pages.push(page),
        async () => (refused = await page.get('/chat/events'))
      )
    }
    for (const page of [...pages, visitor]) page.leave()

    assert.equal(refused?.status, 429)
    assert.isAbove(pages.length, 3)
  })
})

test.group('What the chat refuses', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('a message without the token of the page', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    visitor.csrf = 'not the one'
    const response = await visitor.sends({ kind: 'text', text: 'hello' })
    visitor.leave()

    assert.equal(response.status, 403)
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    assert.lengthOf(visitor.shown, 0)
  })

  test('wrong types: {$self}')
    .with([
      '{"kind":"text","id":"x","text":"hello"}',
      `{"kind":"text","id":"${SOME_ID}","text":42}`,
      `{"kind":"text","id":"${SOME_ID}","text":null}`,
      `{"kind":"text","id":"${SOME_ID}"}`,
      `{"kind":"shout","id":"${SOME_ID}","text":"hello"}`,
      `{"kind":"command","id":"${SOME_ID}","name":"../etc","rest":""}`,
      `{"kind":"press","id":"${SOME_ID}","message":"${SOME_ID}","button":{"$ne":1}}`,
      `{"kind":"form","id":"${SOME_ID}","message":"${SOME_ID}","button":"x","values":[1]}`,
      '[]',
      '"hello"',
      '{',
      'null',
    ])
    .run(async ({ assert }, body) => {
      const visitor = await TestVisitor.arrives()
      const response = await visitor.postJson('/chat/messages', body)
      visitor.leave()

      assert.oneOf(response.status, [400, 422])
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      const problem = (await response.json()) as { status: number; detail: string }
      assert.equal(problem.status, response.status)
      assert.isNotEmpty(problem.detail)
      assert.lengthOf(visitor.shown, 0)
    })

  test('a message of 100 KB, and one that is longer than a message may be', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    for (const length of [LIMITS.messageLength + 1, 100_000, 400_000]) {
      const response = await visitor.sends({ kind: 'text', text: 'x'.repeat(length) })
      const { code, detail } = (await response.json()) as { code: string; detail: string }
      assert.oneOf(response.status, [413, 422])
      if (length < 200_000) assert.equal(code, 'message_too_long')
      assert.isNotEmpty(detail)
    }
    visitor.leave()
    assert.lengthOf(visitor.shown, 0)
  })

  test('an empty message, also when it is empty without its control characters', async ({
    assert,
  }) => {
    const visitor = await TestVisitor.arrives()
    for (const text of ['', ' \n\t ', '\u0000\u0001\u0007']) {
      const response = await visitor.sends({ kind: 'text', text })
      assert.equal(response.status, 422)
      const { code } = (await response.json()) as { code: string }
      assert.equal(code, 'message_empty')
    }
    visitor.leave()
  })

  test('too many messages in a minute, and says when to come back', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    let refused: Response | undefined
    for (let count = 0; count < 80 && !refused; count++) {
      const response = await visitor.sends({ kind: 'dismiss', message: randomUUID() })
      if (response.status !== 202) refused = response
    }
    visitor.leave()

    assert.equal(refused?.status, 429)
    assert.isAbove(Number(refused?.headers.get('retry-after')), 0)
    const { detail } = (await refused?.json()) as { detail: string }
    assert.match(detail, /\d+ second/)
  })
})

test.group('What the chat takes as it is', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('text of any script: {$self}')
    .with([
      '😀 👩‍👩‍👧‍👦',
      'שלום עולם',
      'مرحبا \u202e\u0000abc',
      'lone \ud83d half',
      '<img src=x onerror=alert(1)>',
    ])
    .run(async ({ assert }, text) => {
      const visitor = await TestVisitor.arrives()
      await visitor.says(text)
      visitor.leave()

      const [mine] = visitor.shown
      assert.equal(mine?.kind === 'mine' && mine.text, text.replace('\u0000', '').toWellFormed())
    })
})
