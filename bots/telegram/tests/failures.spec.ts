import { createServer } from 'node:http'
import { getActiveTestOrFail, test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { GrammyError, HttpError } from 'grammy'
import type { Converse } from '#app/bot_kit/command'
import { createTelegram } from '#bots/telegram/frontend'
import { describeError, failureOf } from '#bots/telegram/failures'
import { echo, scriptedStream, showing, stage } from '#bots/telegram/tests/stage'
import { PNG } from '#tests/support/sample_files'
import { freePort } from '#tests/support/free_port'

const parrot: Converse = async (_ctx, text) => [{ kind: 'text', text: `Heard: ${text}` }]

test.group('Telegram: what goes wrong at an answer', () => {
  test('a rate limit is waited out', async ({ assert }) => {
    const { telegram } = await stage({ converse: parrot })
    telegram.faults.add({ methods: ['sendMessage'], times: 1, kind: { rateLimit: 1 } })
    const fan = telegram.person()
    fan.says('Hello')
    await fan.hears('Heard: Hello')
    const [refused, taken] = telegram.callsOf('sendMessage')
    assert.equal(refused?.status, 429)
    assert.isAtLeast((taken?.at ?? 0) - (refused?.at ?? 0), 990)
  })

  test('a rate limit without end: the answer is undelivered', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: async () => [stream.node] })
    telegram.faults.add({ methods: ['sendMessage'], kind: { rateLimit: 600 } })
    const fan = telegram.person()
    stream.say('Never')
    stream.end()
    fan.says('Hello')
    assert.deepEqual(await stream.settled, { outcome: 'undelivered', reason: 'outage' })
  })

  for (const [name, happen, reason] of [
    ['the bot was blocked', 'blocked', 'blocked'],
    ['the account was deleted', 'deactivated', 'gone'],
    ['the chat is gone', 'deleted', 'gone'],
  ] as const) {
    test(`${name} while the answer is made: it is undelivered, and its source let go`, async ({
      assert,
    }) => {
      const stream = scriptedStream()
      const { telegram } = await stage({ converse: async () => [stream.node] })
      const fan = telegram.person()
      fan.says('Hello')
      await telegram.until('typing', () => fan.chat.actions.length > 0)
      fan.chat.barrier = happen
      stream.say('More')
      assert.deepEqual(await stream.settled, { outcome: 'undelivered', reason })
    })
  }

  test('a group where the bot may not write', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram, frontend } = await stage({ converse: async () => [stream.node] })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    group.barrier = 'muted'
    fan.says('@greenroom_test_bot hi', { in: group })
    stream.say('More')
    stream.end()
    assert.deepEqual(await stream.settled, { outcome: 'undelivered', reason: 'forbidden' })
    assert.equal(frontend.status(), 'ready')
  })

  test('an outage past the retries: undelivered', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: async () => [stream.node] })
    const fan = telegram.person()
    fan.says('Hello')
    await telegram.until('typing', () => fan.chat.actions.length > 0)
    telegram.beginOutage()
    stream.say('Lost')
    stream.end()
    assert.deepEqual(await stream.settled, { outcome: 'undelivered', reason: 'outage' })
  })

  test('a short outage costs nothing', async ({ assert }) => {
    const stream = scriptedStream()
    const { telegram } = await stage({ converse: async () => [stream.node] })
    const fan = telegram.person()
    fan.says('Hello')
    await telegram.until('typing', () => fan.chat.actions.length > 0)
    telegram.faults.add({ methods: ['sendMessage'], times: 1, kind: { cut: 'before' } })
    telegram.faults.add({ methods: ['sendMessage'], times: 1, kind: { garbage: true } })
    stream.say('Safe')
    stream.end()
    await fan.hears('Safe')
    assert.equal((await stream.settled).outcome, 'delivered')
  })

  test('formatting that Telegram refuses costs the formatting alone', async ({ assert }) => {
    const { telegram } = await stage({
      commands: [showing([{ kind: 'text', text: 'Some **bold** words' }])],
    })
    telegram.faults.add({
      methods: ['sendMessage'],
      times: 1,
      kind: { error: 400, description: "Bad Request: can't parse entities: whatever" },
    })
    const fan = telegram.person()
    fan.says('/show')
    const message = await fan.hears('Some bold words')
    assert.isUndefined(message.entities)
  })

  test('a picture that Telegram cannot fetch costs the picture alone', async ({ assert }) => {
    const card = { kind: 'card', title: 'Luna', imageUrl: '/nothing-here.png' } as const
    const { telegram } = await stage({ commands: [showing([card])] })
    telegram.faults.add({
      methods: ['sendPhoto'],
      kind: { error: 400, description: 'Bad Request: failed to get HTTP URL content' },
    })
    const fan = telegram.person()
    fan.says('/show')
    const message = await fan.hears('Luna')
    assert.isUndefined(message.photo)
  })
})

test.group('Telegram: pictures', () => {
  test("the program's own are uploaded once, and named by Telegram's id from then on", async ({
    assert,
  }) => {
    const pages = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).end(PNG)
    })
    const port = await freePort()
    await new Promise<void>((resolve) => pages.listen(port, '127.0.0.1', resolve))
    getActiveTestOrFail().cleanup(() => void pages.close())
    const card = { kind: 'card', title: 'Luna', imageUrl: '/luna.png' } as const
    const { telegram } = await stage({
      commands: [showing([card])],
      settings: { appUrl: `http://127.0.0.1:${port}` },
    })
    const fan = telegram.person()
    fan.says('/show')
    await telegram.until('a picture', () => fan.chat.fromBot.length === 1)
    fan.says('/show')
    await telegram.until('another', () => fan.chat.fromBot.length === 2)
    const [first, second] = telegram.callsOf('sendPhoto').map(({ params }) => params.photo)
    assert.isObject(first)
    assert.equal(second, fan.chat.fromBot[0]?.photo?.[0]?.file_id)
    assert.deepEqual(fan.chat.botTexts, ['Luna', 'Luna'])
  })
})

test.group('Telegram: what goes wrong with the line', () => {
  test('an outage and its end: the status tells, and nobody is forgotten', async ({ assert }) => {
    const { telegram, frontend } = await stage({ converse: parrot })
    const fan = telegram.person()
    assert.equal(frontend.status(), 'ready')
    telegram.beginOutage()
    fan.says('Hello')
    await waitFor(() => frontend.status() === 'down')
    telegram.endOutage()
    await fan.hears('Heard: Hello')
    assert.equal(frontend.status(), 'ready')
  })

  test('Telegram is away at the start: the start does not wait for it', async ({ assert }) => {
    const { telegram, frontend } = await stage({
      converse: parrot,
      idle: true,
      settings: { startPatienceMs: 100 },
    })
    telegram.beginOutage()
    await frontend.start()
    assert.equal(frontend.status(), 'down')
    telegram.endOutage()
    const fan = telegram.person()
    fan.says('Hello')
    await fan.hears('Heard: Hello')
    assert.equal(frontend.status(), 'ready')
  })

  test('a token that Telegram refuses', async ({ assert }) => {
    const { frontend } = await stage({
      idle: true,
      settings: { startPatienceMs: 100, token: '1:wrong_token_that_nobody_knows' },
    })
    await frontend.start()
    assert.equal(frontend.status(), 'down')
    await frontend.stop()
    assert.equal(frontend.status(), 'off')
  })

  test('another program polls with the same token: down, and back when it is gone', async ({
    assert,
  }) => {
    const { telegram, frontend } = await stage({ converse: parrot })
    const rival = `${telegram.apiRoot}/bot${telegram.token}/getUpdates`
    await telegram.until('a poll', () => telegram.updates.isPolled)
    const theirs = await fetch(rival)
    assert.equal(theirs.status, 200)
    await waitFor(() => frontend.status() === 'down')
    const fan = telegram.person()
    fan.says('Hello')
    await fan.hears('Heard: Hello')
    assert.equal(frontend.status(), 'ready')
  })

  test('without a token it is off', async ({ assert }) => {
    const { runtime, settings } = await stage({ idle: true })
    const logger = await app.container.make('logger')
    const off = await createTelegram({ app, logger, runtime }, { ...settings, token: undefined })
    await off.start()
    assert.equal(off.status(), 'off')
    await off.stop()
  })

  test('a webhook that was set is taken back before polling', async ({ assert }) => {
    const { telegram, frontend } = await stage({ converse: parrot, commands: [echo], idle: true })
    telegram.updates.setWebhook({ url: 'https://example.com/hook' })
    await frontend.start()
    const fan = telegram.person()
    fan.says('Hello')
    await fan.hears('Heard: Hello')
    assert.isNull(telegram.updates.webhook)
  })
})

test.group('Telegram: errors', () => {
  test('what Telegram says is sorted', ({ assert }) => {
    const sorted = (code: number, description: string) => {
      const failure = failureOf(
        new GrammyError('failed', { ok: false, error_code: code, description }, 'sendMessage', {})
      )
      return failure?.kind === 'undelivered' ? failure.reason : failure?.kind
    }
    assert.equal(sorted(403, 'Forbidden: bot was blocked by the user'), 'blocked')
    assert.equal(sorted(403, 'Forbidden: user is deactivated'), 'gone')
    assert.equal(sorted(403, 'Forbidden: bot was kicked from the supergroup chat'), 'gone')
    assert.equal(sorted(403, 'Forbidden: something new'), 'forbidden')
    assert.equal(sorted(400, 'Bad Request: chat not found'), 'gone')
    assert.equal(
      sorted(400, 'Bad Request: not enough rights to send text messages to the chat'),
      'forbidden'
    )
    assert.equal(
      sorted(400, 'Bad Request: message is not modified: specified new…'),
      'not_modified'
    )
    assert.equal(sorted(400, 'Bad Request: message to edit not found'), 'not_editable')
    assert.equal(sorted(400, "Bad Request: can't parse entities"), 'refused')
    assert.equal(sorted(429, 'Too Many Requests: retry after 5'), 'rate_limited')
    assert.equal(sorted(500, 'Internal Server Error'), 'outage')
    assert.isNull(failureOf(new Error('a bug')))
  })

  test('no description of an error carries the token', ({ assert }) => {
    const token = '7000000001:AAtest-token_of-an-emulated-bot_00000'
    const inner = new Error(`request to https://api.telegram.org/bot${token}/getMe failed`)
    const errors = [new HttpError('Network request failed', inner), inner, `bot${token}`]
    for (const error of errors) {
      assert.notInclude(JSON.stringify(describeError(error)), 'AAtest')
    }
  })
})

async function waitFor(holds: () => boolean): Promise<void> {
  const until = Date.now() + 5_000
  while (!holds()) {
    if (Date.now() > until) throw new Error('Waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
