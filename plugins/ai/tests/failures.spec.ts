import { test } from '@japa/runner'
import { retryAfterOf } from '#plugins/ai/failures'
import { pauseBefore } from '#plugins/ai/policies'
import { AttemptError } from '#plugins/ai/failures'
import { PATIENT, startTalk } from '#plugins/ai/tests/support/talk'

test.group('failures before the first word', () => {
  test('an answer without text is an empty answer, and not asked for again')
    .with([
      { kind: 'answer', text: '' },
      { kind: 'answer', chunks: ['  ', '\n\n', ' '] },
    ] as const)
    .run(async (t, behaviour) => {
      const { emulator, ask } = await startTalk(t)
      emulator.script(behaviour)

      const heard = await ask()

      t.assert.equal(heard.failure, 'empty_answer')
      t.assert.equal(heard.usage.outcome, 'failed')
      t.assert.deepEqual(heard.pieces, [])
      t.assert.lengthOf(emulator.requests, 1)
    })

  test('blanks before the first word are dropped', async (t) => {
    const { emulator, ask } = await startTalk(t)
    emulator.script({ kind: 'answer', chunks: ['\n', '  ', '\n Hello', ' there '] })

    t.assert.equal((await ask()).text, 'Hello there ')
  })

  test('a server that hangs is a timeout, and is hung up on')
    .with(['before_headers', 0] as const)
    .run(async (t, after) => {
      const { emulator, ask } = await startTalk(t, { timeouts: { firstText: 100 } })
      emulator.always({ kind: 'hang', after })

      const heard = await ask()

      t.assert.equal(heard.failure, 'timeout')
      t.assert.equal(heard.usage.outcome, 'failed')
      t.assert.deepEqual(
        await Promise.all(emulator.requests.map((request) => request.ended)),
        // The asked model and the other of its price, once each.
        ['aborted', 'aborted']
      )
    })

  test('the whole reply has a limit, whatever the attempts are doing', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      timeouts: { total: 150 },
      retry: { firstPause: 60_000, longestPause: 60_000 },
    })
    emulator.always({ kind: 'error', status: 500 })
    const started = performance.now()

    const heard = await ask()

    t.assert.equal(heard.failure, 'timeout')
    t.assert.isBelow(performance.now() - started, 5_000)
  })

  test('a server that refuses the request is not asked again', async (t) => {
    const { emulator, ask } = await startTalk(t, { emulator: { contextTokens: 10 } })

    t.assert.equal((await ask()).failure, 'refused_request')
    t.assert.lengthOf(emulator.requests, 1)
  })

  test('an answer that the server filtered is a refused request', async (t) => {
    const { emulator, ask } = await startTalk(t)
    emulator.script({ kind: 'answer', text: '', finishReason: 'content_filter' })

    t.assert.equal((await ask()).failure, 'refused_request')
  })

  test('a wrong key is the setting’s fault: no retry', async (t) => {
    const { emulator, ask } = await startTalk(t, { connection: { apiKey: 'sk-wrong' } })

    t.assert.equal((await ask()).failure, 'unavailable')
    t.assert.deepEqual(
      emulator.requests.map((request) => request.status),
      [401, 401]
    )
  })

  test('a server that is not there is unavailable', async (t) => {
    const { emulator, ask } = await startTalk(t)
    await emulator.close()

    const heard = await ask()

    t.assert.equal(heard.failure, 'unavailable')
    t.assert.containSubset(heard.usage, { inputTokens: 0, outputTokens: 0, costMicroUsd: 0n })
  })
})

test.group('failures half-way', () => {
  test('a stream that breaks off keeps what came and says so')
    .with([
      { kind: 'die', after: 2 },
      { kind: 'truncate', after: 2 },
      { kind: 'malformed', after: 2 },
      { kind: 'error_event', after: 2 },
    ] as const)
    .run(async (t, behaviour) => {
      const { emulator, ask, rows } = await startTalk(t)
      emulator.script(behaviour)

      const heard = await ask()

      t.assert.equal(heard.failure, 'broken_off')
      t.assert.deepEqual(heard.pieces, ['piece 1 ', 'piece 2 '])
      t.assert.lengthOf(emulator.requests, 1, 'a reply that began is never begun again')
      t.assert.containSubset(rows, [{ outcome: 'failed', failure: 'broken_off' }])
      t.assert.isAbove(heard.usage.inputTokens, 0)
    })

  test('a stream that breaks off after its last word is whole', async (t) => {
    const { emulator, ask, rows } = await startTalk(t)
    emulator.script({ kind: 'answer', text: 'Good night.', diesAtEnd: true })

    const heard = await ask()

    t.assert.isNull(heard.failure)
    t.assert.equal(heard.text, 'Good night.')
    t.assert.containSubset(rows, [{ outcome: 'completed', tokensFrom: 'counted' }])
  })

  test('a stream that stands still is a timeout, and is hung up on', async (t) => {
    const { emulator, ask } = await startTalk(t, { timeouts: { betweenTexts: 80 } })
    emulator.script({ kind: 'hang', after: 2 })

    const heard = await ask()

    t.assert.equal(heard.failure, 'timeout')
    t.assert.deepEqual(heard.pieces, ['piece 1 ', 'piece 2 '])
    t.assert.equal(await emulator.requests[0]?.ended, 'aborted')
  })

  test('a slow stream is none: only a gap counts', async (t) => {
    const { emulator, ask } = await startTalk(t, { timeouts: { betweenTexts: 500 } })
    emulator.script({ kind: 'answer', chunks: 40, text: 'x'.repeat(40), delayMs: 20 })

    const heard = await ask()

    t.assert.isNull(heard.failure)
    t.assert.lengthOf(heard.pieces, 40)
  })

  test('a slow consumer is none either', async (t) => {
    const { emulator, ai } = await startTalk(t, { timeouts: { betweenTexts: 60 } })
    emulator.script({ kind: 'answer', chunks: ['one ', 'two ', 'three'] })
    const run = ai.stream({
      modelId: 'standard',
      messages: [{ role: 'user', content: 'Count' }],
      accountId: 'nobody',
      personId: null,
      purpose: 'tests.ask',
      signal: new AbortController().signal,
    })
    let text = ''
    for await (const piece of run.chunks) {
      text += piece
      await new Promise((resolve) => setTimeout(resolve, 100))
    }

    t.assert.equal(text, 'one two three')
    t.assert.equal((await run.usage).outcome, 'completed')
  })
})

test.group('trying again', () => {
  test('after a 429, a 500, a lost connection or a stream without a word')
    .with([
      { kind: 'error', status: 429, retryAfter: 0 },
      { kind: 'error', status: 503 },
      { kind: 'die', after: 'before_headers' },
      { kind: 'die', after: 0 },
      { kind: 'truncate', after: 0 },
      { kind: 'malformed', after: 0 },
    ] as const)
    .run(async (t, behaviour) => {
      const { emulator, ask, rows } = await startTalk(t)
      emulator.script(behaviour, behaviour)

      const heard = await ask()

      t.assert.isNull(heard.failure)
      t.assert.equal(heard.modelId, 'standard')
      t.assert.lengthOf(emulator.requests, 3)
      t.assert.equal(rows[0]?.attempts, 3)
    })

  test('waits as long as the server asks', async (t) => {
    const { emulator, ask } = await startTalk(t)
    emulator.script({ kind: 'error', status: 429, retryAfterMs: 90 })
    const started = performance.now()

    t.assert.isNull((await ask()).failure)
    t.assert.isAtLeast(performance.now() - started, 85)
  })

  test('does not wait for a server that asks for too long, nor for an account without money')
    .with([
      { kind: 'error', status: 429, retryAfter: 60 },
      { kind: 'error', status: 429, code: 'insufficient_quota', type: 'insufficient_quota' },
    ] as const)
    .run(async (t, behaviour) => {
      const { emulator, ask } = await startTalk(t)
      emulator.always(behaviour)

      t.assert.equal((await ask()).failure, 'rate_limited')
      t.assert.lengthOf(emulator.requests, 2, 'one for each model of the price')
    })

  test('pauses double up to a longest, less at most a half at random', ({ assert }) => {
    const error = new AttemptError('unavailable', { retriable: true })
    const pause = (attempt: number, random: number) =>
      pauseBefore(
        attempt,
        error,
        { ...PATIENT.retry, firstPause: 100, longestPause: 500 },
        () => random
      )

    assert.deepEqual(
      [1, 2, 3, 4, 5].map((attempt) => pause(attempt, 0)),
      [100, 200, 400, 500, 500]
    )
    assert.equal(pause(1, 1), 50)
  })

  test('reads what servers say of how long to wait', ({ assert }) => {
    const now = Date.parse('2026-11-21T10:00:00Z')
    const wait = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), now)

    assert.equal(wait({ 'retry-after': '3' }), 3_000)
    assert.equal(wait({ 'retry-after': 'Sat, 21 Nov 2026 10:00:05 GMT' }), 5_000)
    assert.equal(wait({ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }), 0)
    assert.equal(wait({ 'retry-after-ms': '250', 'retry-after': '3' }), 250)
    assert.isNull(wait({ 'retry-after': 'soon' }))
    assert.isNull(wait({}))
  })
})
