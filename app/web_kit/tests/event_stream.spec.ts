import { test } from '@japa/runner'
import { begin, connectionOf, EVENT_STREAM, sendEvents } from '#app/web_kit/event_stream'
import { comingFrom, firstOf, restOf } from '#tests/support/coming_events'
import { served } from '#tests/support/served'
import { timersOf } from '#tests/support/timers'
import { until } from '#tests/support/until'

/** Milliseconds between two signs of life; no other timer of the process is as long. */
const BEAT = 17

const asPiece = (text: string) => ({ event: 'piece', data: { text } })

test.group('A stream of events', () => {
  test('says that it lives while there is nothing to say, and stops saying so at its end', async ({
    assert,
  }) => {
    const timers = timersOf(BEAT)
    const gate = Promise.withResolvers<void>()
    async function* words(): AsyncGenerator<string, void> {
      yield 'First'
      await gate.promise
      yield 'last'
    }
    const url = await served((ctx) => {
      sendEvents(ctx, words(), asPiece, { heartbeatMs: BEAT })
    })
    const response = await fetch(url)
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(response.headers.get('x-accel-buffering'), 'no')
    const coming = comingFrom(response)
    assert.deepEqual(await firstOf(coming, 'piece'), asPiece('First'))
    // Nothing is said meanwhile: each of these is a sign of life.
    for (let sign = 0; sign < 3; sign += 1) await firstOf(coming, '')
    assert.equal(timers(), 1)
    gate.resolve()
    assert.deepEqual(await restOf(coming), [asPiece('last')])
    await until(() => timers() === 0, { what: 'the signs of life to end' })
  })

  test('a connection that closes ends it, even where the next word never comes', async ({
    assert,
  }) => {
    const timers = timersOf(BEAT)
    const never = Promise.withResolvers<void>()
    let connection: AbortSignal | undefined
    async function* silence(): AsyncGenerator<string, void> {
      await never.promise
    }
    const url = await served((ctx) => {
      connection = connectionOf(ctx)
      sendEvents(ctx, silence(), asPiece, { heartbeatMs: BEAT })
    })
    const leaves = new AbortController()
    const coming = comingFrom(await fetch(url, { signal: leaves.signal }))
    for (let sign = 0; sign < 3; sign += 1) await firstOf(coming, '')
    assert.equal(timers(), 1)
    leaves.abort()
    await assert.rejects(() => restOf(coming))
    await until(() => timers() === 0, { what: 'the signs of life to end' })
    assert.isTrue(connection?.aborted)
    never.resolve()
  })

  test('one that breaks off ends without its last event, and its signs end', async ({ assert }) => {
    const timers = timersOf(BEAT)
    async function* breaks(): AsyncGenerator<string, void> {
      yield 'First'
      throw new Error('The model is gone')
    }
    const url = await served((ctx) => {
      sendEvents(ctx, breaks(), asPiece, { heartbeatMs: BEAT })
    })
    assert.deepEqual(await restOf(comingFrom(await fetch(url))), [asPiece('First')])
    await until(() => timers() === 0, { what: 'the signs of life to end' })
  })

  test('what says nothing for a while is begun without its first word, and loses none', async ({
    assert,
  }) => {
    const gate = Promise.withResolvers<void>()
    async function* slow(): AsyncGenerator<string, void> {
      await gate.promise
      yield 'First'
      yield 'last'
    }
    const since = performance.now()
    const { first, all } = await begin(slow())
    assert.isNull(first)
    assert.isAtLeast(performance.now() - since, EVENT_STREAM.firstWordMs - 5)
    gate.resolve()
    const words: string[] = []
    for await (const word of all) words.push(word)
    assert.deepEqual(words, ['First', 'last'])
  })
})
