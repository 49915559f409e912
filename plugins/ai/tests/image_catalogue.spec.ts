import { test } from '@japa/runner'
import coins from '#config/coins'
import { IMAGE_CATALOGUE, imageCost, PROMPT_TOKENS } from '#plugins/ai/media/image_catalogue'
import { NO_MEDIA, settingsFrom } from '#plugins/ai/settings'

test.group('picture catalogue', () => {
  test('has five models from half a coin to two, cheapest first', ({ assert }) => {
    assert.deepEqual(
      IMAGE_CATALOGUE.map(({ id, price }) => [id, price]),
      [
        ['budget', 500n],
        ['standard', 1_000n],
        ['artistic', 1_500n],
        ['storytelling', 1_500n],
        ['premium', 2_000n],
      ]
    )
  })

  test(
    'the dearest picture of $id costs less than its coins, which the platform keeps whole on OpenAI’s service'
  )
    .with([...IMAGE_CATALOGUE])
    .run(({ assert }, entry) => {
      const bill = imageCost(entry, { input: PROMPT_TOKENS, output: entry.outputTokens })
      const kept = (entry.price * coins.microPerCoin) / 1_000n

      assert.isTrue(bill < kept, `${bill} of ${kept} millionths of a dollar`)
    })
})

test.group('media settings', () => {
  test('without a server there is nothing, whatever is named', ({ assert }) => {
    assert.deepEqual(settingsFrom({ imageModel: 'x', speechModel: 'y' }).media, NO_MEDIA)
  })

  test('OpenAI’s own service does everything by its usual models', ({ assert }) => {
    for (const baseUrl of [undefined, 'https://api.openai.com/v1']) {
      assert.containSubset(settingsFrom({ apiKey: 'sk', baseUrl }).media, {
        openAi: true,
        images: { model: null },
        transcription: 'gpt-transcribe',
        speech: 'gpt-4o-mini-tts',
        moderation: 'omni-moderation-latest',
      })
    }
  })

  test('another server does what a model is named for', ({ assert }) => {
    const baseUrl = 'http://127.0.0.1:11434/v1'
    assert.deepEqual(settingsFrom({ baseUrl }).media, NO_MEDIA)
    assert.deepEqual(
      settingsFrom({ baseUrl, imageModel: 'flux', speechModel: 'kokoro', speechVoices: 'af, am ,' })
        .media,
      {
        ...NO_MEDIA,
        images: { model: 'flux' },
        speech: 'kokoro',
        voices: ['af', 'am'],
      }
    )
  })

  test('“none” turns one off', ({ assert }) => {
    const { media } = settingsFrom({ apiKey: 'sk', imageModel: 'none', moderationModel: 'none' })

    assert.isNull(media.images)
    assert.isNull(media.moderation)
    assert.equal(media.transcription, 'gpt-transcribe')
  })
})
