import { test } from '@japa/runner'
import type { TestContext } from '@japa/runner/core'
import OpenAI from 'openai'
import {
  EMULATOR_KEY,
  oggOpus,
  pngOf,
  startOpenAiEmulator,
  type EmulatorOptions,
} from '#tests/emulators/openai/index'

async function start(t: TestContext, options: EmulatorOptions = {}) {
  const emulator = await startOpenAiEmulator(options)
  t.cleanup(() => emulator.close())
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${emulator.baseUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${EMULATOR_KEY}`,
        ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      body: body instanceof FormData ? body : JSON.stringify(body),
    })
    const answer: unknown = await response.json()
    return { status: response.status, answer }
  }
  const client = new OpenAI({ apiKey: EMULATOR_KEY, baseURL: emulator.baseUrl, maxRetries: 0 })
  return { emulator, post, client }
}

function recording(
  changes: { name?: string; bytes?: Uint8Array<ArrayBuffer>; model?: string } = {}
) {
  const {
    name = 'voice.ogg',
    bytes = new Uint8Array(oggOpus()),
    model = 'gpt-transcribe',
  } = changes
  const form = new FormData()
  form.set('model', model)
  form.set('file', new File([bytes], name))
  return form
}

test.group('OpenAI emulator, beside text', () => {
  test('speaks with the real client', async (t) => {
    const { client } = await start(t)

    const picture = await client.images.generate({ model: 'gpt-image-1-mini', prompt: 'A fox' })
    t.assert.deepEqual(Buffer.from(picture.data?.[0]?.b64_json ?? '', 'base64'), pngOf('A fox'))
    const heard = await client.audio.transcriptions.create({
      model: 'whisper-1',
      file: new File([new Uint8Array(oggOpus())], 'voice.oga'),
    })
    t.assert.equal(heard.text, 'Good evening, can you hear me?')
    const said = await client.audio.speech.create({
      model: 'tts-1',
      input: 'Hi',
      voice: 'coral',
      response_format: 'opus',
    })
    t.assert.deepEqual(Buffer.from(await said.arrayBuffer()), oggOpus())
    const verdict = await client.moderations.create({ input: 'Hi' })
    t.assert.isFalse(verdict.results[0]?.flagged)
  })

  test('refuses what the real service refuses')
    .with([
      ['/images/generations', { model: 'gpt-image-1-mini' }, 400, 'missing_required_parameter'],
      ['/images/generations', { prompt: 'A fox' }, 400, 'missing_required_parameter'],
      ['/images/generations', { model: 'dall-e-3', prompt: 'A fox' }, 404, 'model_not_found'],
      [
        '/images/generations',
        { model: 'gpt-image-1-mini', prompt: 'A fox', response_format: 'b64_json' },
        400,
        'unknown_parameter',
      ],
      [
        '/images/generations',
        { model: 'gpt-image-1-mini', prompt: 'A fox', quality: 'max' },
        400,
        'invalid_value',
      ],
      [
        '/images/generations',
        { model: 'gpt-image-1-mini', prompt: 'A fox', size: '512x512' },
        400,
        'invalid_value',
      ],
      [
        '/images/generations',
        { model: 'gpt-image-1-mini', prompt: '' },
        400,
        'string_below_min_length',
      ],
      ['/audio/speech', { model: 'tts-1', input: 'Hi' }, 400, 'missing_required_parameter'],
      ['/audio/speech', { model: 'tts-1', input: 'Hi', voice: 'bob' }, 400, 'invalid_value'],
      [
        '/audio/speech',
        { model: 'tts-1', input: 'x'.repeat(4_097), voice: 'coral' },
        400,
        'string_above_max_length',
      ],
      ['/moderations', { model: 'gpt-4.1-mini', input: 'Hi' }, 404, 'model_not_found'],
      ['/moderations', {}, 400, 'missing_required_parameter'],
      ['/audio/transcriptions', recording({ name: 'voice.txt' }), 400, null],
      ['/audio/transcriptions', recording({ name: 'voice' }), 400, null],
      ['/audio/transcriptions', recording({ bytes: new Uint8Array() }), 400, null],
      ['/audio/transcriptions', recording({ model: 'tts-1' }), 404, 'model_not_found'],
      ['/audio/transcriptions', { model: 'gpt-transcribe' }, 415, null],
    ] as const)
    .run(async (t, [path, body, status, code]) => {
      const { post } = await start(t)

      t.assert.containSubset(await post(path, body), { status, answer: { error: { code } } })
    })

  test('a server for text alone has none of it', async (t) => {
    const { post } = await start(t, { lacks: ['moderations'] })

    t.assert.equal((await post('/moderations', { input: 'Hi' })).status, 404)
  })

  test('behaves once each, then as always', async (t) => {
    const { emulator, post } = await start(t)
    emulator.media.moderations.script({ kind: 'error', status: 429 })
    emulator.media.moderations.always({ kind: 'answer', scores: { violence: 0.9 } })
    emulator.media.moderations.script({ kind: 'error', status: 500 })

    t.assert.equal((await post('/moderations', { input: 'Hi' })).status, 500)
    const { answer } = await post('/moderations', { input: 'Hi' })
    t.assert.containSubset(answer, { results: [{ flagged: true, categories: { violence: true } }] })
    t.assert.lengthOf(emulator.mediaRequests('moderations'), 2)
  })
})
