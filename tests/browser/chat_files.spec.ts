import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { PHONE, Stage } from '#tests/browser/support/stage'
import { PNG } from '#tests/support/sample_files'
import { until } from '#tests/support/until'

const needs = { microphone: true }
const skip = !(await hasChromium(needs))
const cat = { name: 'cat.png', mimeType: 'image/png', buffer: PNG }
const notes = { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Notes') }

test.group('Files on the chat page', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build({}, needs)
    return () => stage?.strike()
  })

  test('a picture is chosen, let go, chosen again and sent with words ({width} px wide)')
    .with([PHONE, { width: 1280, height: 800 }])
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }, viewport) => {
      const fan = await stage.visitor({ viewport })
      const { page } = fan
      await fan.open()
      const chip = page.locator('#attachment')
      await page.locator('#file').setInputFiles(notes)
      assert.include(await chip.innerText(), 'notes.md')
      await page.getByRole('button', { name: 'Remove' }).click()
      assert.isTrue(await chip.isHidden())

      await page.locator('#file').setInputFiles(cat)
      await fan.says('This is my cat.')
      assert.isTrue(await chip.isHidden())
      const mine = page.locator('#log > li.is-mine').last()
      assert.include(await mine.innerText(), 'This is my cat.')
      const shown = mine.getByRole('img', { name: 'cat.png' })
      const width = () => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)
      await until(async () => (await width()) === 1, { what: 'the picture itself' })

      await page.reload()
      await fan.settled()
      assert.equal(await page.getByRole('img', { name: 'cat.png' }).count(), 1)
      assert.deepEqual(fan.complaints, [])
    })

  test('the keyboard reaches the button, and a file alone is a message')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      const { page } = fan
      await fan.open()
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Attach a file' }).press('Space')
      await (await chooser).setFiles(notes)
      await fan.composer.press('Enter')
      await page.getByRole('link', { name: /notes\.md \(7 B\)/ }).waitFor()
      await fan.settled()
      assert.deepEqual(fan.complaints, [])
    })

  test('a file that is too large is refused before it is sent, and the words stay')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      const { page } = fan
      await fan.open()
      await fan.composer.fill('Look at this')
      await page.evaluate(() => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([new Uint8Array(21 * 1024 * 1024)], 'huge.bin'))
        const event = { dataTransfer: transfer, bubbles: true, cancelable: true }
        document.body.dispatchEvent(new DragEvent('drop', event))
      })
      const problem = page.locator('#problem')
      await problem.waitFor()
      assert.include(await problem.innerText(), 'at most 20 MB')
      assert.equal(await fan.composer.inputValue(), 'Look at this')
      assert.isTrue(await page.locator('#attachment').isHidden())
    })

  test('a voice message is recorded, discarded, recorded again and sent')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor({ permissions: ['microphone'] })
      const { page } = fan
      await fan.open()
      const record = page.getByRole('button', { name: 'Record a voice message' })
      await record.click()
      await page.locator('#recording').waitFor()
      await page.getByRole('button', { name: 'Discard' }).click()
      assert.isTrue(await page.locator('#recording').isHidden())
      assert.equal(await page.locator('#log > li.is-mine').count(), 0)

      await record.click()
      await page.locator('#recording-time', { hasText: '0:01' }).waitFor()
      await page.getByRole('button', { name: 'Send recording' }).click()
      const player = page.locator('#log > li.is-mine audio')
      await player.waitFor({ state: 'attached' })
      await fan.settled()
      assert.match((await player.getAttribute('aria-label')) ?? '', /^voice\.(ogg|webm|m4a)$/)
      const seconds = await player.evaluate(async (audio: HTMLAudioElement) => {
        audio.load()
        await new Promise((resolve) => audio.addEventListener('loadeddata', resolve))
        return audio.readyState
      })
      assert.isAtLeast(seconds, 2)
      assert.deepEqual(fan.complaints, [])
    })

  test('without a microphone it says what to do')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor({ permissions: [] })
      const { page } = fan
      await page.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('denied'))
      })
      await fan.open()
      await page.getByRole('button', { name: 'Record a voice message' }).click()
      await page.locator('#problem').waitFor()
      assert.include(await page.locator('#problem').innerText(), 'microphone')
    })
})
