import { test } from '@japa/runner'
import fc from 'fast-check'
import { parseBuffer } from 'music-metadata'
import { AI_MADE } from '#plugins/personas/pictures/mark/xmp'
import { markSpeech, UnmarkableSpeech } from '#plugins/personas/voice/mark/mark_speech'
import { oggOpus } from '#tests/emulators/openai/index'

/** One frame of silence, MPEG 1 layer III at 128 kbit/s and 44.1 kHz: 417 bytes. */
const MP3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])

async function sourceTypeOf(file: Buffer, mediaType: string): Promise<unknown[]> {
  const { native } = await parseBuffer(file, { mimeType: mediaType })
  return Object.values(native)
    .flat()
    .filter(({ id }) => /DIGITALSOURCETYPE/i.test(id))
    .map(({ value }) => value)
}

test.group('the mark of AI-made speech', () => {
  test('is read by an independent reader')
    .with([
      { mediaType: 'audio/ogg', content: oggOpus() },
      { mediaType: 'audio/mpeg', content: MP3 },
    ])
    .run(async ({ assert }, sample) => {
      const marked = markSpeech(sample)

      assert.deepEqual(await sourceTypeOf(sample.content, sample.mediaType), [])
      assert.deepEqual(await sourceTypeOf(marked, sample.mediaType), [AI_MADE])
    })

  test('leaves what is heard alone', async ({ assert }) => {
    const marked = markSpeech({ mediaType: 'audio/ogg', content: oggOpus() })
    const { format } = await parseBuffer(marked, { mimeType: 'audio/ogg' })

    assert.equal(format.codec, 'Opus')
    assert.equal(format.numberOfChannels, 1)
    assert.isTrue(marked.subarray(-3).equals(oggOpus().subarray(-3)))
    assert.isTrue(markSpeech({ mediaType: 'audio/mpeg', content: MP3 }).subarray(-417).equals(MP3))
  })

  test('an MP3 has it once, however often it is marked', async ({ assert }) => {
    const once = markSpeech({ mediaType: 'audio/mpeg', content: MP3 })

    assert.deepEqual(markSpeech({ mediaType: 'audio/mpeg', content: once }), once)
  })

  test('is refused for what is no whole speech, never with another error', ({ assert }) => {
    const property = fc.property(fc.nat(), fc.uint8Array({ maxLength: 60 }), (cut, noise) => {
      const whole = oggOpus()
      const content = Buffer.concat([whole.subarray(0, cut % whole.length), noise])
      try {
        markSpeech({ content, mediaType: 'audio/ogg' })
      } catch (error) {
        assert.instanceOf(error, UnmarkableSpeech)
      }
    })
    fc.assert(property, { numRuns: 500 })
    assert.throws(
      () => markSpeech({ content: oggOpus().subarray(0, 60), mediaType: 'audio/ogg' }),
      UnmarkableSpeech
    )
    assert.throws(
      () => markSpeech({ content: Buffer.from('RIFF'), mediaType: 'audio/wav' }),
      UnmarkableSpeech
    )
  })
})
