import { test } from '@japa/runner'
import type { OpenAiEmulator } from '#tests/emulators/openai/index'
import { startTalk } from '#plugins/ai/tests/support/talk'

/** The server's names of the models that were asked, in order. */
const asked = (emulator: OpenAiEmulator) =>
  emulator.requests.map(({ body }) =>
    typeof body === 'object' && body !== null && 'model' in body ? body.model : null
  )

test.group('falling back', () => {
  test('a model that fails is stood in for by the next of the same price', async (t) => {
    const { emulator, ask, rows } = await startTalk(t)
    emulator.script(...Array.from({ length: 3 }, () => ({ kind: 'error', status: 500 }) as const))

    const heard = await ask({ model: 'standard' })

    t.assert.isNull(heard.failure)
    t.assert.equal(heard.modelId, 'saga')
    t.assert.equal(heard.usage.modelId, 'saga')
    t.assert.deepEqual(asked(emulator), [...Array(3).fill('gpt-4.1-mini'), 'gpt-4o-mini'])
    t.assert.containSubset(rows[0], { askedModelId: 'standard', modelId: 'saga', attempts: 4 })
  })

  test('the last of a price falls back to the first', async (t) => {
    const { emulator, ask } = await startTalk(t, { retry: { attempts: 0 } })
    emulator.script({ kind: 'error', status: 500 })

    t.assert.equal((await ask({ model: 'breeze' })).modelId, 'spark')
  })

  test('a model that is alone at its price has no stand-in', async (t) => {
    const { emulator, ask } = await startTalk(t, { retry: { attempts: 0 } })
    emulator.always({ kind: 'error', status: 500 })

    t.assert.equal((await ask({ model: 'canvas' })).failure, 'unavailable')
    t.assert.lengthOf(emulator.requests, 1)
  })

  test('a model that the server lacks is stood in for without retries', async (t) => {
    const { emulator, ask } = await startTalk(t, { emulator: { models: ['gpt-4o-mini'] } })

    t.assert.equal((await ask({ model: 'standard' })).modelId, 'saga')
    t.assert.deepEqual(
      emulator.requests.map((request) => request.status),
      [404, 200]
    )
  })

  test('where one model answers for all, there is nothing to fall back to', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      connection: { model: 'gpt-4o-mini' },
      retry: { attempts: 0 },
    })
    emulator.always({ kind: 'error', status: 500 })

    t.assert.equal((await ask()).failure, 'unavailable')
    t.assert.lengthOf(emulator.requests, 1)
  })
})

test.group('circuit breaker', () => {
  test('a model that fails again and again is left alone, then tried by one call', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      retry: { attempts: 0 },
      breaker: { failures: 2, openFor: 400 },
    })
    emulator.always({ kind: 'error', status: 500 })
    await ask({ model: 'canvas' })
    await ask({ model: 'canvas' })
    emulator.always({ kind: 'answer' })

    const opened = performance.now()
    const spared = await ask({ model: 'canvas' })
    t.assert.equal(spared.failure, 'unavailable')
    t.assert.lengthOf(emulator.requests, 2, 'an open circuit asks nothing')

    let heard = spared
    while (heard.failure && performance.now() - opened < 5_000) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      heard = await ask({ model: 'canvas' })
    }
    t.assert.isNull(heard.failure, 'it closes again')
    t.assert.isAtLeast(performance.now() - opened, 350)
    t.assert.lengthOf(emulator.requests, 3)
  })

  test('an open circuit falls back at once', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      retry: { attempts: 0 },
      breaker: { failures: 1 },
    })
    emulator.script({ kind: 'error', status: 500 })
    await ask({ model: 'standard' })

    const heard = await ask({ model: 'standard' })

    t.assert.equal(heard.modelId, 'saga')
    t.assert.deepEqual(asked(emulator), ['gpt-4.1-mini', 'gpt-4o-mini', 'gpt-4o-mini'])
  })

  test('what a person stops or asks wrongly is not held against the model', async (t) => {
    const { emulator, ask } = await startTalk(t, {
      retry: { attempts: 0 },
      breaker: { failures: 1 },
    })
    emulator.script({ kind: 'error', status: 400, type: 'invalid_request_error' })
    await ask({ model: 'canvas' })
    emulator.script({ kind: 'hang', after: 'before_headers' })
    await ask({ model: 'canvas', signal: AbortSignal.timeout(50) })
    t.assert.equal(await emulator.requests[1]?.ended, 'aborted')

    t.assert.isNull((await ask({ model: 'canvas' })).failure)
  })
})
