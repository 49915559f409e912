import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Runtime } from '#app/bot_kit/runtime'
import type { Fan } from '#app/bot_kit/testing/conversation'
import {
  codesSeenBy,
  messagesOf,
  payingFan,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'

/** Sixty words of six characters: 360, more than Luna's full length of 270. */
const WORDS = Array.from({ length: 60 }, (_, index) => `w${String(index).padStart(4, '0')} `)

test.group('A reply that is stopped', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })

  /** Stops the next reply as soon as so many characters are shown. */
  function stopAt(fan: Fan, length: number): void {
    fan.platform.onChunk = async (shown) => {
      if (shown.length < length) return
      delete fan.platform.onChunk
      await fan.says('/stop')
    }
  }

  const slowly = { kind: 'answer', chunks: WORDS, delayMs: 2 } as const

  test('before the first word costs nothing', async ({ assert }) => {
    const fan = await payingFan()
    fan.platform.onStreamStart = async () => {
      delete fan.platform.onStreamStart
      await fan.says('/stop')
    }
    await fan.says('Tell me everything')
    assert.include(fan.lastText(), 'before the first word, so nothing was charged')
    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.equal((await walletOf(fan)).held, 0n)
    assert.containsSubset((await messagesOf(fan)).at(-1), { outcome: 'stopped', charge: 0n })
  })

  test('while the model is still silent costs nothing', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.script({ kind: 'hang', after: 0 })
    const asked = server.emulator.requests.length
    const reply = fan.says('Tell me everything')
    while (server.emulator.requests.length === asked) await new Promise(setImmediate)
    await fan.says('/stop')
    await reply
    assert.include(fan.lastText(), 'nothing was charged')
    assert.equal(await server.emulator.requests.at(-1)?.ended, 'aborted')
    assert.equal((await walletOf(fan)).available, 48_000n)
  })

  test('half-way costs the part that was delivered, and the rest comes back', async ({
    assert,
  }) => {
    const fan = await payingFan()
    server.emulator.script(slowly)
    stopAt(fan, 90)
    await fan.says('Tell me everything')
    const reply = (await messagesOf(fan)).at(-1)
    assert.equal(reply?.outcome, 'stopped')
    const length = reply?.text.length ?? 0
    assert.isAtLeast(length, 90)
    assert.isBelow(length, 270)
    assert.isAtLeast(Number(reply?.charge), Math.floor((2_000 * length) / 360))
    assert.isAtMost(Number(reply?.charge), Math.ceil((2_000 * length) / 270))
    const wallet = await walletOf(fan)
    assert.equal(wallet.available, 48_000n - (reply?.charge ?? 0n))
    assert.equal(wallet.held, 0n)
    assert.include(fan.lastText(), 'of 2 coins were taken')
    assert.equal(await server.emulator.requests.at(-1)?.ended, 'aborted')
  })

  test('at its last word costs all of it', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.script(slowly)
    stopAt(fan, 360)
    await fan.says('Tell me everything')
    assert.equal((await messagesOf(fan)).at(-1)?.charge, 2_000n)
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('what was delivered is remembered', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.script(slowly)
    stopAt(fan, 60)
    await fan.says('Tell me everything')
    await fan.says('Go on')
    const body = JSON.stringify(server.emulator.requests.at(-1)?.body)
    assert.include(body, 'w0001 w0002')
    assert.notInclude(body, 'w0059')
  })

  test('with nothing being written /stop says so', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/stop')
    assert.equal(fan.lastText(), 'Nothing is being written right now.')
  })
})

test.group('A program that stops in the middle of a reply', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })

  test('charges nothing: that is no wish of the fan', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.script({ kind: 'answer', chunks: WORDS, delayMs: 2 })
    const { runtime } = (await app.container.make('bots')).context
    if (!(runtime instanceof Runtime)) throw new Error('The kit has another runtime')
    let drained: Promise<void> | undefined
    fan.platform.onChunk = (shown) => {
      if (shown.length >= 60) drained ??= runtime.drain(AbortSignal.abort())
    }
    await fan.says('Tell me everything')
    await drained
    assert.containsSubset((await messagesOf(fan)).at(-1), {
      outcome: 'failed',
      failure: 'shutdown',
      charge: 0n,
    })
    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.deepEqual(codesSeenBy(fan), ['model_failed'])
  })
})
