import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { ModelError, type Asker, type ModelFailure } from '#plugins/ai/api'
import type { MediaModels } from '#plugins/ai/settings'
import { startTalk } from '#plugins/ai/tests/support/talk'
import { CONTENT_POLICY, JPEG, oggOpus, pngOf, WEBP } from '#tests/emulators/openai/index'

/** As OpenAI's own service is set up, but at the emulator. */
const EVERYTHING: MediaModels = {
  openAi: true,
  images: { model: null },
  transcription: 'gpt-transcribe',
  speech: 'gpt-4o-mini-tts',
  moderation: 'omni-moderation-latest',
  voices: ['coral', 'ash'],
}

const asker = (changes: Partial<Asker> = {}): Asker => ({
  accountId: randomUUID(),
  personId: null,
  purpose: 'tests.media',
  signal: new AbortController().signal,
  ...changes,
})

async function failureOf(promise: Promise<unknown>): Promise<ModelFailure | null> {
  try {
    await promise
    return null
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return error.failure
  }
}

test.group('pictures', () => {
  test('each model of the catalogue draws with its own model, size and quality, and is billed', async (t) => {
    const { ai, emulator, rows } = await startTalk(t, { media: EVERYTHING })

    for (const { id } of ai.imageModels()) {
      const picture = await ai.makeImage({ ...asker(), modelId: id, prompt: `A fox, ${id}` })
      t.assert.equal(picture.modelId, id)
      t.assert.equal(picture.mediaType, 'image/png')
      t.assert.deepEqual(Buffer.from(picture.content), pngOf(`A fox, ${id}`))
    }

    t.assert.deepEqual(
      emulator.mediaRequests('images').map(({ body }) => body),
      [
        ['gpt-image-1-mini', '1024x1024', 'low', 'budget'],
        ['gpt-image-2.5-flare', '1024x1024', 'low', 'standard'],
        ['gpt-image-1-mini', '1024x1536', 'medium', 'artistic'],
        ['gpt-image-1-mini', '1536x1024', 'medium', 'storytelling'],
        ['gpt-image-2.5-flare', '1024x1024', 'medium', 'premium'],
      ].map(([model, size, quality, id]) => ({
        model,
        prompt: `A fox, ${id}`,
        n: 1,
        size,
        quality,
      }))
    )
    t.assert.lengthOf(rows, 5)
    t.assert.containSubset(rows[0], {
      modelId: 'budget',
      purpose: 'tests.media',
      outcome: 'completed',
      units: { unit: 'images', count: 1 },
      // The emulator counts 272 picture tokens at 8 dollars a million, and 4 of text at 2.
      costMicroUsd: 2_184n,
      tokensFrom: 'server',
    })
  })

  test('JPEG and WebP are told by their bytes')
    .with([
      { content: JPEG, mediaType: 'image/jpeg' },
      { content: WEBP, mediaType: 'image/webp' },
    ])
    .run(async (t, { content, mediaType }) => {
      const { ai, emulator } = await startTalk(t, { media: EVERYTHING })
      emulator.media.images.script({ kind: 'answer', content })

      const picture = await ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' })

      t.assert.equal(picture.mediaType, mediaType)
    })

  test('another server’s model is asked for base64, without sizes that it may not know', async (t) => {
    const { ai, emulator, rows } = await startTalk(t, {
      media: { images: { model: 'local-diffusion' } },
    })

    await ai.makeImage({ ...asker(), modelId: 'premium', prompt: 'A fox' })

    t.assert.deepEqual(emulator.mediaRequests('images')[0]?.body, {
      model: 'local-diffusion',
      prompt: 'A fox',
      n: 1,
      response_format: 'b64_json',
    })
    t.assert.equal(rows[0]?.costMicroUsd, 0n)
  })

  test('a server that knows no response_format is asked without it from then on, and its address is followed', async (t) => {
    const { ai, emulator } = await startTalk(t, {
      media: { images: { model: 'local-diffusion' } },
    })
    const refusal = {
      kind: 'error',
      status: 400,
      message: "Unknown parameter: 'response_format'.",
      type: 'invalid_request_error',
    } as const
    emulator.media.images.script(refusal)

    const first = await ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' })
    await ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' })

    t.assert.deepEqual(Buffer.from(first.content), pngOf('A fox'))
    t.assert.lengthOf(emulator.mediaRequests('images'), 3)
  })

  test('an address that leads elsewhere is not followed')
    .with([
      'http://169.254.169.254/latest/meta-data',
      'https://example.com/fox.png',
      'file:///etc/passwd',
    ])
    .run(async (t, url) => {
      const { ai, emulator } = await startTalk(t, { media: EVERYTHING })
      emulator.media.images.always({ kind: 'answer', sends: { url } })

      const failed = failureOf(ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' }))

      t.assert.equal(await failed, 'broken_off')
      t.assert.lengthOf(
        emulator.mediaRequests('images'),
        1,
        'a billed answer is not asked for again'
      )
    })

  test('what goes wrong is a failure in a word, with a row')
    .with([
      { behaviour: CONTENT_POLICY, failure: 'refused_request', requests: 1 },
      { behaviour: { kind: 'error', status: 429 }, failure: 'rate_limited', requests: 3 },
      { behaviour: { kind: 'error', status: 500 }, failure: 'unavailable', requests: 3 },
      { behaviour: { kind: 'die' }, failure: 'unavailable', requests: 3 },
      { behaviour: { kind: 'hang' }, failure: 'timeout', requests: 1 },
      {
        behaviour: { kind: 'answer', sends: 'broken_base64' },
        failure: 'broken_off',
        requests: 1,
      },
      {
        behaviour: { kind: 'answer', sends: 'not_a_picture' },
        failure: 'broken_off',
        requests: 1,
      },
      { behaviour: { kind: 'answer', sends: 'nothing' }, failure: 'broken_off', requests: 1 },
    ] as const)
    .run(async (t, { behaviour, failure, requests }) => {
      const { ai, emulator, rows } = await startTalk(t, {
        media: EVERYTHING,
        timeouts: { picture: failure === 'timeout' ? 200 : 10_000 },
      })
      emulator.media.images.always(behaviour)

      const failed = failureOf(ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' }))

      t.assert.equal(await failed, failure)
      t.assert.lengthOf(emulator.mediaRequests('images'), requests)
      t.assert.containSubset(rows, [{ outcome: 'failed', failure, costMicroUsd: 0n }])
    })

  test('is hung up on when nobody wants it any more', async (t) => {
    const { ai, emulator, rows } = await startTalk(t, { media: EVERYTHING })
    emulator.media.images.always({ kind: 'hang' })
    const stop = new AbortController()

    const made = failureOf(
      ai.makeImage({ ...asker({ signal: stop.signal }), modelId: 'budget', prompt: 'A fox' })
    )
    while (emulator.requests.length === 0) await new Promise(setImmediate)
    stop.abort()

    t.assert.equal(await made, 'broken_off')
    t.assert.equal(await emulator.requests[0]?.ended, 'aborted')
    t.assert.containSubset(rows, [{ outcome: 'aborted', failure: null }])
  })
})

test.group('voices', () => {
  test('a recording goes up as a file and comes back as words', async (t) => {
    const { ai, emulator, rows } = await startTalk(t, { media: EVERYTHING })
    emulator.media.transcriptions.script({ kind: 'answer', text: ' Hello Luna. ', seconds: 2.4 })

    const heard = await ai.transcribe({
      ...asker(),
      content: oggOpus(),
      name: 'voice.ogg',
      mediaType: 'audio/ogg',
      locale: null,
    })

    t.assert.equal(heard, 'Hello Luna.')
    t.assert.equal(emulator.requests[0]?.status, 200)
    t.assert.containSubset(rows, [
      { units: { unit: 'seconds', count: 3 }, costMicroUsd: 300n, modelId: 'transcription' },
    ])
  })

  test('a text is said in a voice, as Opus', async (t) => {
    const { ai, emulator, rows } = await startTalk(t, { media: EVERYTHING })

    const said = await ai.speak({ ...asker(), text: 'The kettle is on.', voice: 'coral' })

    t.assert.deepEqual(Buffer.from(said.content), oggOpus())
    t.assert.equal(said.mediaType, 'audio/ogg')
    t.assert.deepEqual(emulator.requests[0]?.body, {
      model: 'gpt-4o-mini-tts',
      voice: 'coral',
      input: 'The kettle is on.',
      response_format: 'opus',
    })
    t.assert.containSubset(rows, [
      { units: { unit: 'characters', count: 17 }, costMicroUsd: 255n, modelId: 'speech' },
    ])
  })

  test('MP3 from a server that knows nothing else is told by its bytes; anything else is no speech', async (t) => {
    const { ai, emulator } = await startTalk(t, { media: EVERYTHING })
    const mp3 = Buffer.from([0xff, 0xfb, 0x90, 0x64, 0, 0])
    emulator.media.speech.script(
      { kind: 'answer', content: mp3 },
      { kind: 'answer', content: Buffer.from('{"error":"busy"}') }
    )
    const say = () => ai.speak({ ...asker(), text: 'Hello.', voice: 'coral' })

    t.assert.equal((await say()).mediaType, 'audio/mpeg')
    t.assert.equal(await failureOf(say()), 'broken_off')
  })

  test('silence is an empty answer', async (t) => {
    const { ai, emulator } = await startTalk(t, { media: EVERYTHING })
    emulator.media.speech.always({ kind: 'answer', content: new Uint8Array() })

    const failed = failureOf(ai.speak({ ...asker(), text: 'Hello.', voice: 'coral' }))

    t.assert.equal(await failed, 'empty_answer')
  })
})

test.group('moderation', () => {
  test('gives the scores', async (t) => {
    const { ai, emulator } = await startTalk(t, { media: EVERYTHING })
    emulator.media.moderations.script({ kind: 'answer', scores: { 'self-harm/intent': 0.93 } })

    const verdict = await ai.moderate({ ...asker(), text: 'I do not want to go on' })

    t.assert.isTrue(verdict?.flagged)
    t.assert.equal(verdict?.scores['self-harm/intent'], 0.93)
  })

  test('a server that fails, hangs or is missing is no verdict, soon')
    .with([{ kind: 'error', status: 500 }, { kind: 'hang' }, { kind: 'die' }] as const)
    .run(async (t, behaviour) => {
      const { ai, emulator } = await startTalk(t, {
        media: EVERYTHING,
        timeouts: { moderation: 300 },
      })
      emulator.media.moderations.always(behaviour)
      const startedAt = performance.now()

      t.assert.isNull(await ai.moderate({ ...asker(), text: 'Hello' }))
      t.assert.isBelow(performance.now() - startedAt, 3_000)
    })
})

test.group('what a server does', () => {
  test('nothing besides text unless a model is named', async (t) => {
    const { ai, emulator } = await startTalk(t)

    t.assert.deepEqual(ai.abilities, {
      images: false,
      transcription: false,
      speech: false,
      moderation: false,
    })
    t.assert.deepEqual([ai.imageModels(), ai.voices()], [[], []])
    t.assert.equal(
      await failureOf(ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' })),
      'not_able'
    )
    t.assert.isNull(await ai.moderate({ ...asker(), text: 'Hello' }))
    t.assert.lengthOf(emulator.requests, 0)
  })

  test('what it answers 404 to is not asked of it again', async (t) => {
    const { ai, emulator } = await startTalk(t, {
      media: EVERYTHING,
      emulator: { lacks: ['images', 'moderations'] },
    })
    const ask = () => failureOf(ai.makeImage({ ...asker(), modelId: 'budget', prompt: 'A fox' }))

    t.assert.deepEqual([await ask(), await ask()], ['not_able', 'not_able'])
    t.assert.isNull(await ai.moderate({ ...asker(), text: 'Hello' }))
    t.assert.isNull(await ai.moderate({ ...asker(), text: 'Hello' }))

    t.assert.lengthOf(emulator.requests, 2)
    t.assert.deepEqual(
      ai.imageModels().map(({ id }) => id),
      // The models of the other name may still be there.
      ['standard', 'premium']
    )
    t.assert.isFalse(ai.abilities.moderation)
    t.assert.isTrue(ai.abilities.speech)
  })
})

test.group('a whole answer', () => {
  test('comes at once, with a row for nobody', async (t) => {
    const { ai, emulator, rows } = await startTalk(t)
    emulator.script({ kind: 'error', status: 500 }, { kind: 'answer', text: ' In short: rain. ' })

    const summary = await ai.complete({
      ...asker({ accountId: null, purpose: 'personas.summary' }),
      modelId: 'spark',
      messages: [{ role: 'user', content: 'Sum it up.' }],
    })

    t.assert.equal(summary, 'In short: rain.')
    t.assert.containSubset(rows, [
      { accountId: null, purpose: 'personas.summary', outcome: 'completed', attempts: 2 },
    ])
  })

  test('that breaks off, or is stopped, is an error and no half answer', async (t) => {
    const { ai, emulator } = await startTalk(t)
    emulator.script({ kind: 'truncate', after: 2 })
    const ask = (signal: AbortSignal) =>
      ai.complete({
        ...asker({ signal }),
        modelId: 'spark',
        messages: [{ role: 'user', content: 'Sum it up.' }],
      })

    t.assert.equal(await failureOf(ask(new AbortController().signal)), 'broken_off')
    t.assert.equal(await failureOf(ask(AbortSignal.abort())), 'broken_off')
  })
})
