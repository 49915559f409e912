import { test } from '@japa/runner'
import ExifReader from 'exifreader'
import fc from 'fast-check'
import { imageSize } from 'image-size'
import { markAsAi, UnmarkablePicture } from '#plugins/personas/pictures/mark/mark_as_ai'
import { AI_MADE } from '#plugins/personas/pictures/mark/xmp'
import { JPEG, pngOf, WEBP } from '#tests/emulators/openai/index'

const SAMPLES = [
  { mediaType: 'image/png', content: pngOf('a fox', 16) },
  { mediaType: 'image/jpeg', content: JPEG },
  { mediaType: 'image/webp', content: WEBP },
] as const

test.group('the mark of AI-made pictures', () => {
  test('is read by an independent reader')
    .with([...SAMPLES])
    .run(({ assert }, sample) => {
      const marked = markAsAi(sample)

      const { DigitalSourceType, CreatorTool } = ExifReader.load(marked)
      assert.equal(DigitalSourceType?.value, AI_MADE)
      assert.equal(CreatorTool?.value, 'Greenroom')
      assert.deepEqual(imageSize(marked), imageSize(sample.content))
    })

  test('is there once, however often a picture is marked')
    .with([...SAMPLES])
    .run(({ assert }, sample) => {
      const marked = markAsAi(sample)

      assert.deepEqual(markAsAi({ ...sample, content: marked }), marked)
    })

  test('leaves the pixels alone', ({ assert }) => {
    const png = pngOf('a fox', 16)
    const at = png.indexOf('IDAT', 0, 'latin1')

    assert.include(
      markAsAi({ content: png, mediaType: 'image/png' }).toString('latin1'),
      png.subarray(at - 4).toString('latin1')
    )
  })

  test('is refused for what is no whole picture, never with another error', ({ assert }) => {
    const property = fc.property(
      fc.constantFrom(...SAMPLES),
      fc.nat(),
      fc.uint8Array({ maxLength: 40 }),
      ({ content, mediaType }, cut, noise) => {
        const whole = Buffer.from(content)
        const broken = Buffer.concat([whole.subarray(0, cut % whole.length), noise])
        try {
          markAsAi({ content: broken, mediaType })
        } catch (error) {
          assert.instanceOf(error, UnmarkablePicture)
        }
      }
    )
    fc.assert(property, { numRuns: 500 })
    assert.throws(
      () => markAsAi({ content: pngOf('a fox').subarray(0, 40), mediaType: 'image/png' }),
      UnmarkablePicture
    )
    assert.throws(
      () => markAsAi({ content: Buffer.from('GIF89a'), mediaType: 'image/gif' }),
      UnmarkablePicture
    )
  })
})
