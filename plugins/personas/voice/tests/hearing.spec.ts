import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { conversation } from '#app/bot_kit/testing/conversation'
import {
  fanOfLuna,
  messagesOf,
  payingFan,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { VOICE } from '#plugins/personas/voice/limits'
import { recording, sendsVoice, SPEAKING } from '#plugins/personas/voice/tests/support'
import { until } from '#tests/support/until'

test.group('A voice message', (group) => {
  let server: ModelServer
  group.setup(seed)
  group.each.setup(async () => {
    server = await connectModelServer(SPEAKING)
    return () => server.close()
  })

  const asked = () => server.emulator.mediaRequests('transcriptions')

  test('is written down, shown, and answered as if it had been typed', async ({ assert }) => {
    const fan = await payingFan()
    const before = (await walletOf(fan)).available
    server.emulator.media.transcriptions.script({ kind: 'answer', text: 'How is the sea tonight?' })
    await sendsVoice(fan)

    assert.include(fan.texts().at(-2), 'How is the sea tonight?')
    assert.equal(fan.seen.at(-1)?.node.kind, 'stream')
    assert.equal((await walletOf(fan)).available, before - 2_000n, 'hearing is free')
    assert.containSubset((await messagesOf(fan)).at(-2), {
      role: 'fan',
      text: 'How is the sea tonight?',
    })
    assert.containSubset((await messagesOf(fan)).at(-1), { role: 'persona', outcome: 'delivered' })
    assert.lengthOf(asked(), 1)
  })

  test('comes with the words that were sent beside it', async ({ assert }) => {
    const fan = await payingFan()
    await sendsVoice(
      fan,
      recording({ kind: 'audio', mediaType: 'audio/webm;codecs=opus' }),
      undefined,
      'Listen:'
    )

    assert.match((await messagesOf(fan)).at(-2)?.text ?? '', /^Listen:\nGood evening/)
  })

  test('delivered twice is answered and paid once', async ({ assert }) => {
    const fan = await payingFan()
    const before = (await walletOf(fan)).available
    const id = `voice:${randomUUID()}`
    await sendsVoice(fan, recording(), id)
    await sendsVoice(fan, recording(), id)

    assert.equal((await walletOf(fan)).available, before - 2_000n)
    assert.lengthOf(asked(), 1)
  })

  test('is quoted like a typed one before the first paid reply', async ({ assert }) => {
    const fan = await fanOfLuna()
    await sendsVoice(fan)

    assert.isDefined(fan.buttonId('Yes, 2 coins a reply'))
    await fan.presses('Yes, 2 coins a reply')
    assert.equal(fan.seen.at(-1)?.node.kind, 'stream')
  })

  test('that fails is free, says so, and is not kept')
    .with([
      { kind: 'error', status: 500 },
      { kind: 'error', status: 400 },
      { kind: 'die' },
      { kind: 'hang' },
    ] as const)
    .run(async ({ assert }, behaviour) => {
      const fan = await payingFan()
      const before = (await walletOf(fan)).available
      server.emulator.media.transcriptions.always(behaviour)
      await sendsVoice(fan)

      assert.include(fan.lastText(), 'Nothing was charged')
      assert.equal((await walletOf(fan)).available, before)
      assert.lengthOf(await messagesOf(fan), 2)
    })

  test('without a word in it is told so', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.media.transcriptions.always({ kind: 'answer', text: '  ' })
    await sendsVoice(fan)

    assert.include(fan.lastText(), 'could not make out any words')
    assert.lengthOf(await messagesOf(fan), 2)
  })

  test('that is too much, or no sound, is refused before it is fetched', async ({ assert }) => {
    const fan = await payingFan()
    for (const [file, words] of [
      [recording({ seconds: VOICE.seconds + 1 }), 'at most 120 seconds'],
      [recording({ size: VOICE.bytes + 1 }), 'at most 8 MB'],
      [recording({ mediaType: 'application/x-msdownload' }), 'cannot play that format'],
    ] as const) {
      await sendsVoice(fan, file)
      assert.include(fan.lastText(), words)
      assert.isFalse(file.fetched)
    }
    assert.lengthOf(asked(), 0)
  })

  test('that is larger than its platform says, or gone, is told so', async ({ assert }) => {
    const fan = await payingFan()
    await sendsVoice(fan, recording({ size: null, content: Buffer.alloc(VOICE.bytes + 1) }))
    assert.include(fan.lastText(), 'at most 8 MB')
    await sendsVoice(fan, recording({ content: 'gone' }))
    assert.include(fan.lastText(), 'send it once more')
    assert.lengthOf(asked(), 0)
  })

  test('is not listened to when there were too many', async ({ assert }) => {
    const guest = await conversation.fan()
    await guest.says('/talk luna')
    for (let index = 0; index < VOICE.heardADay.guest; index += 1) await sendsVoice(guest)
    assert.lengthOf(asked(), VOICE.heardADay.guest)
    await sendsVoice(guest)

    assert.include(guest.lastText(), 'recordings in 24 hours')
    assert.lengthOf(asked(), VOICE.heardADay.guest)
    await limiter.clear()
  })

  test('is ended by /stop', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.media.transcriptions.always({ kind: 'hang' })
    const hearing = sendsVoice(fan)
    await until(async () => asked().length === 1)
    await fan.says('/stop')
    await hearing

    assert.include(fan.texts().join('\n'), 'Stopped. Nothing was charged.')
    assert.lengthOf(await messagesOf(fan), 2)
  })

  test('a cry for help in it gets help', async ({ assert }) => {
    const fan = await payingFan()
    const before = (await walletOf(fan)).available
    server.emulator.media.transcriptions.always({
      kind: 'answer',
      text: 'I want to kill myself tonight',
    })
    await sendsVoice(fan)

    assert.match(fan.lastText(), /988|help/i)
    assert.equal((await walletOf(fan)).available, before)
  })
})

test.group('A voice message where nothing transcribes', (group) => {
  group.setup(seed)

  test('is answered with the settings that are missing', async ({ assert }) => {
    const fan = await payingFan()
    const file = recording()
    await sendsVoice(fan, file)
    assert.include(fan.lastText(), 'OPENAI_API_KEY')

    const server = await connectModelServer()
    await sendsVoice(fan, file).finally(() => server.close())
    assert.include(fan.lastText(), 'TRANSCRIPTION_MODEL')
    assert.isFalse(file.fetched)
  })
})
