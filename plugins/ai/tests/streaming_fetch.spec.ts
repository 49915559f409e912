import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import OpenAI from 'openai'
import { streamingFetch } from '#plugins/ai/providers/streaming_fetch'
import { until } from '#tests/support/until'

const EVENT = `data: ${JSON.stringify({ choices: [{ delta: { content: 'Hello' } }] })}\n\n`
const QUESTION: OpenAI.ChatCompletionCreateParamsStreaming = {
  model: 'any',
  messages: [],
  stream: true,
}

/** A server that counts who comes and who stays. */
async function serving(cleanup: (undo: () => void) => void, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  let opened = 0
  let open = 0
  server.on('connection', (socket) => {
    opened += 1
    open += 1
    socket.once('close', () => (open -= 1))
  })
  cleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: `http://127.0.0.1:${port}/v1`,
    maxRetries: 0,
    fetch: streamingFetch,
  })
  return { client, opened: () => opened, open: () => open }
}

const streams: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(EVENT)
  response.write('data: [DONE]\n\n')
  // The end comes in a piece of its own, after the client has stopped reading.
  setImmediate(() => response.end())
}

async function wholeText(client: OpenAI, signal?: AbortSignal): Promise<string> {
  const stream = await client.chat.completions.create(QUESTION, { signal })
  let text = ''
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  return text
}

test.group('Connections of answers that stream', () => {
  test('the next answer comes over the connection of the one before', async ({
    assert,
    cleanup,
  }) => {
    const { client, opened } = await serving(cleanup, streams)
    for (let count = 0; count < 5; count++) assert.equal(await wholeText(client), 'Hello')
    // The second one comes before the first one's response has ended; from then on the two take turns.
    assert.isAtMost(opened(), 2)
  })

  test('a stream that is stopped, or has no end, ends its connection', async ({
    assert,
    cleanup,
  }) => {
    const { client, open } = await serving(cleanup, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(EVENT)
    })
    const abort = new AbortController()
    const stream = await client.chat.completions.create(QUESTION, { signal: abort.signal })
    for await (const { choices } of stream) {
      assert.equal(choices[0]?.delta.content, 'Hello')
      abort.abort()
    }
    await until(() => open() === 0, { what: 'the connection to end' })

    const endless = await serving(cleanup, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`${EVENT}data: [DONE]\n\n`)
    })
    assert.equal(await wholeText(endless.client), 'Hello')
    await until(() => endless.open() === 0, { what: 'the endless one to end' })
  })

  test('refusals, redirections and lines that break are what they are with fetch', async ({
    assert,
    cleanup,
  }) => {
    const refusing = await serving(cleanup, (_request, response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' })
      response.end(JSON.stringify({ error: { message: 'Slowly', code: 'rate_limit_exceeded' } }))
    })
    const refusal: unknown = await wholeText(refusing.client).catch((error: unknown) => error)
    if (!(refusal instanceof OpenAI.RateLimitError)) return assert.fail(String(refusal))
    assert.equal(refusal.code, 'rate_limit_exceeded')
    assert.equal(refusal.headers?.get('retry-after'), '7')

    const moved = await serving(cleanup, (request, response) => {
      if (request.url?.startsWith('/v1/')) {
        response.writeHead(307, { location: '/elsewhere' }).end()
      } else {
        streams(request, response)
      }
    })
    assert.equal(await wholeText(moved.client), 'Hello')

    const breaking = await serving(cleanup, (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(EVENT, () => setImmediate(() => request.socket.destroy()))
    })
    await assert.rejects(() => wholeText(breaking.client))
    const nobody = await serving(cleanup, (request) => request.socket.destroy())
    const lost: unknown = await wholeText(nobody.client).catch((error: unknown) => error)
    assert.instanceOf(lost, OpenAI.APIConnectionError)
  })
})
