import { test } from '@japa/runner'
import coins from '#config/coins'
import { chatServices } from '#plugins/personas/services'
import { AI_MADE } from '#plugins/personas/pictures/mark/xmp'
import { sql } from '#app/support/sql'
import {
  codesSeenBy,
  contextOfPersonas,
  leaveCoins,
  payingFan,
  personIdOf,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { settleLeftSpeech } from '#plugins/personas/voice/actions/settle_speech'
import { VOICE } from '#plugins/personas/voice/limits'
import { speechPrice, spokenText } from '#plugins/personas/voice/spoken_text'
import {
  audioHeardBy,
  keptSpeech,
  setVoiceOfLuna,
  SPEAKING,
} from '#plugins/personas/voice/tests/support'
import { until } from '#tests/support/until'
import { verifyBooks } from '#tests/support/books'

/** OpenAI's bill for a character, millionths of a US dollar; `plugins/ai` reckons with the same. */
const BILL_PER_CHARACTER = 15n
const REPLY = 'The kettle is on, the *rain* is loud, and I have all evening.'

test.group('A persona with a voice', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    await setVoiceOfLuna('coral')
    return () => setVoiceOfLuna(null)
  })
  group.each.setup(async () => {
    server = await connectModelServer(SPEAKING)
    server.emulator.always({ kind: 'answer', text: REPLY })
    return () => server.close()
  })

  const asked = () => server.emulator.mediaRequests('speech')

  test('says a reply aloud for the price on the button', async ({ assert }) => {
    const fan = await payingFan()
    assert.equal((await walletOf(fan)).available, 48_000n)
    await fan.presses('Hear it · 1 coin')

    const [audio] = audioHeardBy(fan)
    assert.equal(audio?.transcript, 'The kettle is on, the rain is loud, and I have all evening.')
    assert.equal(audio?.mediaType, 'audio/ogg')
    assert.equal(audio?.speaker?.name, 'Luna')
    assert.include(Buffer.from(audio?.content ?? []).toString('latin1'), AI_MADE)
    assert.containSubset(asked()[0]?.body, { voice: 'coral', input: audio?.transcript })
    assert.equal((await walletOf(fan)).available, 47_000n)
    assert.equal((await walletOf(fan)).held, 0n)
    assert.containSubset(await keptSpeech(fan), [{ outcome: 'delivered', charge: 1_000n }])
  })

  test('/voice on says every reply aloud until /voice off', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/voice')
    await fan.presses('Say every answer aloud')
    assert.include(fan.lastText(), '1 coin')
    await fan.says('And the stars?')
    assert.lengthOf(audioHeardBy(fan), 1)
    assert.equal((await walletOf(fan)).available, 48_000n - 2_000n - 1_000n)

    await fan.says('/voice off')
    await fan.says('And the moon?')
    assert.lengthOf(audioHeardBy(fan), 1)
    assert.equal((await walletOf(fan)).available, 48_000n - 4_000n - 1_000n)
  })

  test('a voice that fails is free, says so, and is had with one tap', async ({ assert }) => {
    const fan = await payingFan()
    for (const behaviour of [
      { kind: 'error', status: 500 },
      { kind: 'error', status: 429 },
      { kind: 'die' },
      { kind: 'answer', content: new Uint8Array() },
    ] as const) {
      server.emulator.media.speech.script(behaviour)
      await fan.presses('Hear it · 1 coin')
      assert.include(fan.lastText(), 'Nothing was charged')
      assert.equal((await walletOf(fan)).available, 48_000n)
      assert.equal((await walletOf(fan)).held, 0n)
    }
    await fan.presses('Hear it · 1 coin')

    assert.lengthOf(audioHeardBy(fan), 1)
    assert.equal((await walletOf(fan)).available, 47_000n)
  })

  test('a voice that does not reach the fan is not paid for', async ({ assert }) => {
    const fan = await payingFan()
    fan.platform.undeliverable = 'blocked'
    await fan.presses('Hear it · 1 coin')

    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.containSubset(await keptSpeech(fan), [{ outcome: 'undelivered', charge: 0n }])
  })

  test('/stop ends it and nothing is charged', async ({ assert }) => {
    const fan = await payingFan()
    server.emulator.media.speech.always({ kind: 'hang' })
    const speaking = fan.presses('Hear it · 1 coin')
    await until(async () => asked().length === 1)
    assert.equal((await walletOf(fan)).held, 1_000n)
    await fan.says('/stop')
    await speaking

    assert.equal((await walletOf(fan)).available, 48_000n)
    assert.containSubset(await keptSpeech(fan), [{ outcome: 'stopped', charge: 0n }])
  })

  test('a wallet that is too light is told', async ({ assert }) => {
    const fan = await payingFan()
    await leaveCoins(fan, 500n)
    await fan.presses('Hear it · 1 coin')

    assert.include(codesSeenBy(fan), 'insufficient_coins')
    assert.lengthOf(asked(), 0)
    assert.lengthOf(await keptSpeech(fan), 0)
  })

  test('what a dead process left is given back', async ({ assert }) => {
    const fan = await payingFan()
    const services = chatServices(await contextOfPersonas())
    const personId = await personIdOf(fan)
    const held = await services.ledger.hold({
      key: `test:${personId}`,
      personId,
      amount: 1_000n,
      creatorId: null,
      memo: { key: 'personas.voice.memo', data: { name: 'Luna' } },
    })
    if (held.outcome !== 'held') throw new Error('Nothing was held')
    await sql(
      `insert into personas_spoken (person_id, turn_key, reply_key, price, hold_id, begun_at)
       values (:personId, :key, :key, 1000, :holdId, now() - interval '1 hour')`,
      { personId, key: `lost:${personId}`, holdId: held.holdId }
    )
    await settleLeftSpeech(services)

    assert.equal((await walletOf(fan)).held, 0n)
    assert.containSubset(await keptSpeech(fan), [
      { outcome: 'failed', failure: 'lost', charge: 0n },
    ])
    await verifyBooks()
  })

  test('one whose voice the server does not have speaks in the server’s first', async ({
    assert,
  }) => {
    await setVoiceOfLuna('a-voice-from-elsewhere')
    try {
      const fan = await payingFan()
      await fan.presses('Hear it · 1 coin')
      assert.lengthOf(audioHeardBy(fan), 1)
      assert.containSubset(asked()[0]?.body, { voice: 'coral' })
    } finally {
      await setVoiceOfLuna('coral')
    }
  })

  test('one without a voice says so, and offers none', async ({ assert }) => {
    await setVoiceOfLuna(null)
    try {
      const fan = await payingFan()
      assert.isUndefined(fan.buttonId('Hear it · 1 coin'))
      await fan.says('/voice on')
      assert.include(fan.lastText(), 'has no voice')
    } finally {
      await setVoiceOfLuna('coral')
    }
  })

  test('where nothing speaks, the missing setting is named', async ({ assert }) => {
    const mute = await connectModelServer()
    try {
      const fan = await payingFan()
      await fan.says('/voice on')
      assert.include(fan.lastText(), 'SPEECH_MODEL')
    } finally {
      await mute.close()
    }
  })
})

test.group('What is said of a reply', () => {
  test('is its words, cut at the end of a sentence', ({ assert }) => {
    assert.equal(spokenText('*smiles* See [the sea](https://sea.example)!'), 'smiles See the sea!')
    const long = 'A sentence of words. '.repeat(200)
    const said = spokenText(long)
    assert.isAtMost(said.length, VOICE.said)
    assert.match(said, /words\.$/)
  })

  test('costs a price for each begun part, and every part costs more than its bill', ({
    assert,
  }) => {
    assert.equal(speechPrice('x'), 1_000n)
    assert.equal(speechPrice('x'.repeat(VOICE.part)), 1_000n)
    assert.equal(speechPrice('x'.repeat(VOICE.part + 1)), 2_000n)

    const bill = BigInt(VOICE.part) * BILL_PER_CHARACTER
    assert.isTrue(bill < (VOICE.pricePerPart * coins.microPerCoin) / 1_000n)
  })
})
