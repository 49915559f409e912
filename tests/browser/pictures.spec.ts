import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { DESKTOP, PHONE, Stage } from '#tests/browser/support/stage'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type OpenAiEmulator,
} from '#tests/emulators/openai/index'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

test.group('Pictures and voice on the chat page', (group) => {
  let stage: Stage
  let models: OpenAiEmulator
  group.setup(async () => {
    if (!skip) {
      models = await startOpenAiEmulator()
      stage = await Stage.build({
        OPENAI_BASE_URL: models.baseUrl,
        OPENAI_API_KEY: EMULATOR_KEY,
        IMAGE_MODEL: 'gpt-image-2.5-flare',
        SPEECH_MODEL: 'gpt-4o-mini-tts',
        SPEECH_VOICES: 'coral',
      })
      await stage.database.query(
        `update personas_personas set voice = 'coral', updated_at = clock_timestamp() where slug = 'luna'`
      )
    }
    return async () => {
      await stage?.strike()
      await models?.close()
    }
  })

  test(
    'a price, a picture, another with changes, the history, and a reply said aloud ({width} px wide)'
  )
    .with([DESKTOP, PHONE])
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }, viewport) => {
      const fan = await stage.visitor({ viewport })
      const { page } = fan
      await page.goto('/sign-up')
      await fan.signsUp()
      await fan.open('/chat?talk=luna')

      await fan.says('/imagine a lighthouse at night')
      await fan.presses('Draw it · 1 coin')
      const pictures = page.locator('#log img[alt*="a lighthouse at night"]')
      await until(async () => (await pictures.count()) === 1)
      const isLoaded = () =>
        pictures.first().evaluate((image: HTMLImageElement) => image.naturalWidth > 0)
      await until(isLoaded)

      await fan.presses('Again with changes · 1 coin')
      await page.getByLabel(/Changes/).fill('with a cat')
      await fan.presses('Draw it · 1 coin')
      await until(async () => (await pictures.count()) === 2)
      await fan.says('/pictures')
      assert.include(await fan.text(), 'a lighthouse at night; with a cat')

      models.script({ kind: 'answer', text: 'The sky is clear tonight.' })
      await fan.says('Good evening!')
      await fan.presses('Yes, 2 coins a reply')
      await fan.presses('Hear it · 1 coin')
      await until(async () => (await page.locator('#log audio').count()) === 1)
      await until(async () => (await page.locator('body').innerText()).includes('45 coins'))
      assert.deepEqual(fan.complaints, [])
    })
    .timeout(90_000)
})
