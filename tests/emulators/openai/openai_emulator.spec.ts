import { test } from '@japa/runner'
import type { TestContext } from '@japa/runner/core'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type EmulatorOptions,
} from '#tests/emulators/openai/index'
import type { ApiError } from '#tests/emulators/openai/errors'

const VALID = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }

/** The emulator, and a client with nothing between it and the wire. */
async function start(context: TestContext, options: EmulatorOptions = {}) {
  const emulator = await startOpenAiEmulator(options)
  context.cleanup(() => emulator.close())
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${emulator.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'authorization': `Bearer ${EMULATOR_KEY}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return { emulator, post }
}

/** The error of a refusal. */
async function errorOf(response: Response): Promise<Omit<ApiError, 'status'>> {
  const body: { error: Omit<ApiError, 'status'> } = JSON.parse(await response.text())
  return body.error
}

/** The data of each event of a stream. */
const eventsOf = (stream: string) =>
  stream
    .split('\n\n')
    .filter(Boolean)
    .map((event) => event.replace(/^data: /, ''))

test.group('OpenAI emulator: refusals', () => {
  test('{what}')
    .with([
      {
        what: 'no model',
        body: { messages: VALID.messages },
        status: 400,
        error: { message: 'you must provide a model parameter', param: null, code: null },
      },
      {
        what: 'a model of another type',
        body: { ...VALID, model: 7 },
        status: 400,
        error: { param: 'model', code: 'invalid_type' },
      },
      {
        what: 'an unknown model',
        body: { ...VALID, model: 'gpt-9' },
        status: 404,
        error: {
          message: 'The model `gpt-9` does not exist or you do not have access to it.',
          type: 'invalid_request_error',
          param: null,
          code: 'model_not_found',
        },
      },
      {
        what: 'no messages',
        body: { model: VALID.model },
        status: 400,
        error: { param: 'messages', code: 'missing_required_parameter' },
      },
      {
        what: 'an empty list of messages',
        body: { ...VALID, messages: [] },
        status: 400,
        error: { param: 'messages', code: 'empty_array' },
      },
      {
        what: 'an unknown role',
        body: { ...VALID, messages: [{ role: 'persona', content: 'Hi' }] },
        status: 400,
        error: { param: 'messages[0].role', code: 'invalid_value' },
      },
      {
        what: 'content that is no text',
        body: { ...VALID, messages: [...VALID.messages, { role: 'user', content: 5 }] },
        status: 400,
        error: { param: 'messages[1].content', code: 'invalid_type' },
      },
      {
        what: 'an argument that it does not know',
        body: { ...VALID, max_length: 5 },
        status: 400,
        error: { message: 'Unrecognized request argument supplied: max_length' },
      },
      {
        what: 'a temperature that is too high',
        body: { ...VALID, temperature: 3 },
        status: 400,
        error: { param: 'temperature', code: 'decimal_above_max_value' },
      },
      {
        what: 'a limit of no tokens',
        body: { ...VALID, max_tokens: 0 },
        status: 400,
        error: { param: 'max_tokens', code: 'integer_below_min_value' },
      },
      {
        what: 'both names of the limit',
        body: { ...VALID, max_tokens: 5, max_completion_tokens: 5 },
        status: 400,
        error: { param: 'max_tokens' },
      },
      {
        what: 'options of a stream without a stream',
        body: { ...VALID, stream_options: { include_usage: true } },
        status: 400,
        error: { param: 'stream_options', type: 'invalid_request_error' },
      },
      {
        what: 'what is not JSON',
        body: '{"model": ',
        status: 400,
        error: { type: 'invalid_request_error' },
      },
    ])
    .run(async (t, { body, status, error }) => {
      const { post } = await start(t)

      const response = await post(body)

      t.assert.equal(response.status, status)
      const refusal = await errorOf(response)
      t.assert.containSubset(refusal, error)
      t.assert.sameMembers(Object.keys(refusal), ['message', 'type', 'param', 'code'])
    })

  test('a prompt that is too long', async (t) => {
    const { post } = await start(t, { contextTokens: 20 })

    const response = await post({
      ...VALID,
      messages: [{ role: 'user', content: 'x'.repeat(200) }],
    })

    t.assert.equal(response.status, 400)
    t.assert.equal((await errorOf(response)).code, 'context_length_exceeded')
  })

  test('a missing key, a wrong one, another method and another path', async (t) => {
    const { emulator, post } = await start(t)

    const missing = await post(VALID, { authorization: '' })
    t.assert.equal(missing.status, 401)
    t.assert.match((await errorOf(missing)).message, /didn't provide an API key/)
    const wrong = await post(VALID, { authorization: 'Bearer sk-other' })
    t.assert.equal(wrong.status, 401)
    t.assert.equal((await errorOf(wrong)).code, 'invalid_api_key')
    const headers = { authorization: `Bearer ${EMULATOR_KEY}` }
    t.assert.equal((await fetch(`${emulator.baseUrl}/chat/completions`, { headers })).status, 405)
    t.assert.equal((await fetch(`${emulator.baseUrl}/completions`, { headers })).status, 404)
  })
})

test.group('OpenAI emulator: answers', () => {
  test('lists its models', async (t) => {
    const { emulator } = await start(t, { apiKey: null, models: ['llama3.2'] })

    const response = await fetch(`${emulator.baseUrl}/models`)

    t.assert.containSubset(await response.json(), {
      object: 'list',
      data: [{ id: 'llama3.2', object: 'model' }],
    })
  })

  test('in one piece', async (t) => {
    const { emulator, post } = await start(t)
    emulator.script({ kind: 'answer', text: 'Hello there', chunks: 2 })

    const response = await post(VALID)

    t.assert.containSubset(await response.json(), {
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      choices: [{ message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 2 },
    })
  })

  test('as a stream, written at once or piece by piece')
    .with([undefined, 0, 1])
    .run(async (t, delayMs) => {
      const { emulator, post } = await start(t)
      emulator.script({ kind: 'answer', chunks: ['Hel', 'lo'], delayMs })

      const response = await post({
        ...VALID,
        stream: true,
        stream_options: { include_usage: true },
      })

      t.assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
      const events = eventsOf(await response.text())
      t.assert.equal(events.pop(), '[DONE]')
      const chunks = events.map((event) => JSON.parse(event))
      t.assert.deepEqual(
        chunks.flatMap((chunk) => chunk.choices).map((choice) => choice.delta.content),
        ['', 'Hel', 'lo', undefined]
      )
      t.assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop')
      t.assert.deepEqual(chunks.at(-1).choices, [])
      t.assert.equal(chunks.at(-1).usage.completion_tokens, 2)
    })

  test('has usage in a stream only when it is asked for', async (t) => {
    const { post } = await start(t)

    t.assert.notInclude(await (await post({ ...VALID, stream: true })).text(), 'usage')
  })
})

test.group('OpenAI emulator: script', () => {
  test('behaves once each, then as always, and remembers what was asked', async (t) => {
    const { emulator, post } = await start(t)
    emulator.script({ kind: 'error', status: 429, retryAfter: 2 }, { kind: 'error', status: 500 })

    const limited = await post(VALID)
    t.assert.equal(limited.status, 429)
    t.assert.equal(limited.headers.get('retry-after'), '2')
    t.assert.equal((await errorOf(limited)).code, 'rate_limit_exceeded')
    t.assert.equal((await post(VALID)).status, 500)
    t.assert.equal((await post(VALID)).status, 200)
    t.assert.lengthOf(emulator.requests, 3)
    t.assert.deepEqual(emulator.requests[0]?.body, VALID)
  })

  test('sees a client that goes away', async (t) => {
    const { emulator, post } = await start(t)
    emulator.script({ kind: 'hang', after: 1 })
    const response = await post({ ...VALID, stream: true })
    await response.body?.cancel()

    t.assert.equal(await emulator.requests[0]?.ended, 'aborted')
  })

  test('dies with what it sent before', async (t) => {
    const { emulator, post } = await start(t)
    emulator.script({ kind: 'die', after: 2 })
    const response = await post({ ...VALID, stream: true })
    let text = ''
    const reading = (async () => {
      for await (const part of response.body ?? []) text += Buffer.from(part).toString()
    })()

    await t.assert.rejects(() => reading)
    t.assert.include(text, 'piece 2')
  })
})
