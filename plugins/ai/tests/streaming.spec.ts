import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import { startTalk } from '#plugins/ai/tests/support/talk'

test.group('streaming', () => {
  test('passes pieces on as they come, exactly', async (t) => {
    const { emulator, ask } = await startTalk(t)
    const chunks = ['The sea ', 'is calm', ', ', '¡y la luna! ', '🌙', '\n\nSleep well.']
    emulator.script({ kind: 'answer', chunks })

    const heard = await ask()

    t.assert.deepEqual(heard.pieces, chunks)
    t.assert.isNull(heard.failure)
    t.assert.equal(heard.modelId, 'standard')
  })

  test('does not wait for the whole answer before the first piece', async (t) => {
    const { emulator, ask } = await startTalk(t)
    emulator.script({ kind: 'hang', after: 3 })
    const stop = new AbortController()

    const heard = await ask({
      signal: stop.signal,
      onPiece: (pieces) => pieces.length === 3 && stop.abort(),
    })

    t.assert.deepEqual(heard.pieces, ['piece 1 ', 'piece 2 ', 'piece 3 '])
  })

  test('asks for the model by its name on the server, with its limit and with usage', async (t) => {
    const { emulator, ask } = await startTalk(t)

    await ask({ model: 'journal', text: 'Do you remember me?' })

    t.assert.lengthOf(emulator.requests, 1)
    t.assert.equal(emulator.requests[0]?.authorization, 'Bearer sk-emulator')
    t.assert.deepEqual(emulator.requests[0]?.body, {
      model: 'gpt-4.1-nano',
      messages: [
        { role: 'system', content: 'You are Luna, a lighthouse keeper.' },
        { role: 'user', content: 'Do you remember me?' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 800,
    })
  })

  test('one model of the server answers for the whole catalogue when it is set', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      connection: { apiKey: null, model: 'llama3.2:3b' },
      emulator: { apiKey: null, models: ['llama3.2:3b'] },
    })

    const heard = await ask({ model: 'spark' })

    t.assert.isNull(heard.failure)
    t.assert.equal(heard.modelId, 'spark')
    t.assert.containSubset(emulator.requests[0], { body: { model: 'llama3.2:3b' } })
  })

  test('an unknown model is the standard one', async (t) => {
    const { ask } = await startTalk(t)

    t.assert.equal((await ask({ model: 'gone' })).modelId, 'standard')
  })
})

test.group('usage', () => {
  test('has the tokens that the server counted and what they cost', async (t) => {
    const { emulator, ask, rows } = await startTalk(t)
    emulator.script({ kind: 'answer', chunks: 40, text: 'x'.repeat(400) })

    const { usage } = await ask()

    // 4 characters are a token of the emulator, and each of the two messages costs 4 more, the prompt 3.
    const input = Math.ceil(34 / 4) + Math.ceil(23 / 4) + 2 * 4 + 3
    t.assert.containSubset(usage, {
      modelId: 'standard',
      inputTokens: input,
      outputTokens: 40,
      outcome: 'completed',
      // 400 and 1,600 millionths of a dollar per 1,000 tokens, rounded up.
      costMicroUsd: BigInt(Math.ceil((input * 400 + 40 * 1600) / 1000)),
    })
    t.assert.containSubset(rows, [
      {
        tokensFrom: 'server',
        attempts: 1,
        failure: null,
        purpose: 'tests.ask',
        provider: 'openai',
      },
    ])
  })

  test('is counted here where the server gives none', async (t) => {
    const { emulator, ask, rows } = await startTalk(t)
    emulator.script({ kind: 'answer', text: 'The sea is calm tonight.', usage: false })

    const { usage } = await ask()

    t.assert.equal(usage.outputTokens, 6)
    t.assert.isAbove(usage.inputTokens, 15)
    t.assert.equal(rows[0]?.tokensFrom, 'counted')
  })

  test('knows who asked, and how long it took', async (t) => {
    const { ai, rows } = await startTalk(t)
    const [accountId, personId] = [randomUUID(), randomUUID()]
    const run = ai.stream({
      modelId: 'saga',
      messages: [{ role: 'user', content: 'Hi' }],
      accountId,
      personId,
      purpose: 'personas.reply',
      signal: new AbortController().signal,
    })
    for await (const _ of run.chunks);
    const usage = await run.usage

    t.assert.containSubset(rows[0], { accountId, personId, purpose: 'personas.reply' })
    t.assert.isAtLeast(usage.latencyMs, rows[0]?.firstTextMs ?? Infinity)
  })
})

test.group('cancelling', () => {
  test('half-way ends the run quietly and reaches the server', async (t) => {
    const { emulator, ask, rows } = await startTalk(t)
    emulator.script({ kind: 'answer', chunks: 500, text: 'x'.repeat(500), delayMs: 2 })
    const stop = new AbortController()

    const heard = await ask({
      signal: stop.signal,
      onPiece: (pieces) => pieces.length === 5 && stop.abort(),
    })

    t.assert.isNull(heard.failure)
    t.assert.lengthOf(heard.pieces, 5)
    t.assert.equal(heard.usage.outcome, 'aborted')
    t.assert.equal(await emulator.requests[0]?.ended, 'aborted')
    t.assert.isAbove(rows[0]?.outputTokens ?? 0, 0, 'what was delivered is paid for')
  })

  test('before the first word ends it at once and reaches the server', async (t) => {
    const { emulator, ask } = await startTalk(t)
    emulator.script({ kind: 'hang', after: 'before_headers' })
    const stop = new AbortController()
    const asking = ask({ signal: stop.signal })
    await arrival(emulator.requests)
    stop.abort()

    const heard = await asking

    t.assert.isNull(heard.failure)
    t.assert.containSubset(heard.usage, {
      outcome: 'aborted',
      outputTokens: 0,
      costMicroUsd: 0n,
    })
    t.assert.equal(await emulator.requests[0]?.ended, 'aborted')
  })

  test('during the pause before another attempt does not wait for the pause', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      retry: { firstPause: 15_000, longestPause: 15_000 },
    })
    emulator.always({ kind: 'error', status: 503 })
    const stop = new AbortController()
    const started = performance.now()
    const asking = ask({ signal: stop.signal })
    await arrival(emulator.requests)
    await emulator.requests[0]?.ended
    stop.abort()

    t.assert.equal((await asking).usage.outcome, 'aborted')
    t.assert.isBelow(performance.now() - started, 5_000)
    t.assert.lengthOf(emulator.requests, 1)
  })

  test('a consumer that stops listening cancels too', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script({ kind: 'hang', after: 2 })
    const run = ai.stream(aRequest())

    for await (const _ of run.chunks) break

    t.assert.equal((await run.usage).outcome, 'aborted')
    t.assert.equal(await emulator.requests[0]?.ended, 'aborted')
  })

  test('a run that nobody listens to asks nothing, and still ends', async (t) => {
    const { emulator, ai } = await startTalk(t, { timeouts: { total: 30 } })
    const stop = new AbortController()
    const stopped = ai.stream({ ...aRequest(), signal: stop.signal })
    const forgotten = ai.stream(aRequest())
    stop.abort()

    t.assert.equal((await stopped.usage).outcome, 'aborted')
    t.assert.equal((await forgotten.usage).outcome, 'aborted')
    t.assert.lengthOf(emulator.requests, 0)
  })

  test('a signal that is aborted already asks nothing', async (t) => {
    const { emulator, ask } = await startTalk(t)

    const heard = await ask({ signal: AbortSignal.abort() })

    t.assert.deepEqual(heard.pieces, [])
    t.assert.equal(heard.usage.outcome, 'aborted')
    t.assert.lengthOf(emulator.requests, 0)
  })
})

function aRequest() {
  return {
    modelId: 'standard',
    messages: [{ role: 'user', content: 'Hi' }],
    accountId: randomUUID(),
    personId: null,
    purpose: 'tests.ask',
    signal: new AbortController().signal,
  } as const
}

/** Resolves when the server has a request. */
async function arrival(requests: readonly unknown[]): Promise<void> {
  const deadline = performance.now() + 5_000
  while (requests.length === 0) {
    if (performance.now() > deadline) {
      throw new Error('No request arrived')
    }
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
