import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { PHONE, SMALL_PHONE, Stage } from '#tests/browser/support/stage'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type OpenAiEmulator,
} from '#tests/emulators/openai/index'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())
/** What a thumb hits, pixels. */
const SMALLEST_TARGET = 36
const SLOW = { kind: 'answer', text: 'word '.repeat(200), chunks: 200, delayMs: 50 } as const

test.group('The chat page', (group) => {
  let stage: Stage
  let models: OpenAiEmulator
  group.setup(async () => {
    if (!skip) {
      models = await startOpenAiEmulator()
      stage = await Stage.build({ OPENAI_BASE_URL: models.baseUrl, OPENAI_API_KEY: EMULATOR_KEY })
    }
    return async () => {
      await stage?.strike()
      await models?.close()
    }
  })

  test('shows an answer while it grows, and stops it')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open('/chat?talk=luna')
      models.script(SLOW)
      await fan.composer.fill('A long story, please.')
      await fan.composer.press('Enter')

      const growing = fan.page.locator('.streaming .text')
      await until(async () => (await growing.innerText()).length > 20)
      const stop = fan.page.getByRole('button', { name: 'Stop', exact: true })
      await stop.click()
      await fan.settled()

      assert.isFalse(await stop.isVisible())
      const stopped = fan.page.locator('[data-kind=stream]').last()
      assert.include(await stopped.innerText(), 'Stopped here')
      assert.isBelow((await stopped.innerText()).length, 900)
      assert.equal(await models.requests.at(-1)?.ended, 'aborted')
    })

  test('keeps the conversation through a reload, also in the middle of an answer')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open('/chat?talk=luna')
      models.script({ ...SLOW, text: `Start ${'word '.repeat(60)}End`, chunks: 60 })
      await fan.composer.fill('Tell me something.')
      await fan.composer.press('Enter')
      await fan.page.locator('.streaming .text:not(:empty)').waitFor()
      await fan.page.reload()
      await fan.settled()

      const reply = fan.page.locator('[data-kind=stream]').last()
      await until(async () => /^[\s\S]*Start[\s\S]*End\s*$/.test(await reply.innerText()))
      assert.equal(await fan.page.locator('[data-kind=stream]').count(), 1)
      // What follows the reply is the end of the turn.
      await fan.page.getByText('2 free replies left').last().waitFor()
      const before = await fan.text()
      await fan.page.reload()
      await fan.settled()
      assert.equal(await fan.text(), before)
    })

  test('gets on by itself after the line broke, with nothing lost')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open('/chat?talk=luna')
      await fan.page.context().setOffline(true)
      await fan.composer.fill('Can you hear me?')
      await fan.composer.press('Enter')
      await fan.page.getByText('Not sent').waitFor()
      await fan.page.context().setOffline(false)
      models.script({ kind: 'answer', text: 'Loud and clear.' })
      await fan.page.getByRole('button', { name: 'Send again' }).click()
      await fan.page.getByText('Loud and clear.').first().waitFor()
      await fan.settled()

      const mine = fan.page.locator('.is-mine', { hasText: 'Can you hear me?' })
      assert.equal(await mine.count(), 1)
      assert.isFalse(await fan.page.locator('#link-state').isVisible())
    })

  test('shows markup that a model or a person wrote, and runs none of it')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open('/chat?talk=luna')
      const evil = [
        '<img src=x onerror="window.hacked=1"> <script>window.hacked=1</script>',
        '[click](javascript:window.hacked=1) ![p](https://tracker.example/p.png)',
        '**bold** and `code` <svg onload=window.hacked=1> and [a site](https://example.com)',
      ].join('\n\n')
      models.script({ kind: 'answer', text: evil })
      await fan.says('<b onclick=window.hacked=1>Hi</b>')

      const reply = fan.page.locator('[data-kind=stream]').last()
      assert.include(await reply.innerText(), '<script>window.hacked=1</script>')
      assert.equal(await reply.locator('strong').innerText(), 'bold')
      assert.equal(await reply.locator('a').count(), 1)
      assert.equal(await reply.locator('a').getAttribute('rel'), 'noopener noreferrer nofollow')
      assert.equal(
        await fan.page.locator('#log script, #log svg, #log [onerror], #log b').count(),
        0
      )
      assert.isUndefined(await fan.page.evaluate<unknown>('window.hacked'))
      assert.deepEqual(fan.complaints, [])
    })

  test('works with the keyboard alone')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open()
      const { keyboard } = fan.page
      await keyboard.type('/tal')
      await fan.page.getByRole('option', { name: /\/talk/ }).waitFor()
      await keyboard.press('Enter')
      await keyboard.type('lu')
      await fan.page.getByRole('option', { name: 'Luna' }).waitFor()
      await keyboard.press('Enter')
      await fan.page.getByText('Keeper of a small observatory').last().waitFor()
      await fan.settled()

      await keyboard.type('Line one')
      await keyboard.press('Shift+Enter')
      await keyboard.type('line two')
      models.script({ kind: 'answer', text: 'Two lines!' })
      await keyboard.press('Enter')
      await fan.page.getByText('Two lines!').first().waitFor()
      await fan.settled()
      assert.include(await fan.text(), 'Line one\nline two')

      await keyboard.type('/')
      await fan.page.getByRole('listbox').waitFor()
      await keyboard.press('Escape')
      assert.isFalse(await fan.page.getByRole('listbox').isVisible())
      assert.equal(await fan.composer.inputValue(), '/')

      await fan.composer.fill('')
      await keyboard.press('Shift+Tab')
      const focused = fan.page.locator(':focus')
      assert.equal(await focused.count(), 1)
      assert.notEqual(await focused.getAttribute('id'), 'text')
    })

  test('tells a screen reader of an answer once, when it is whole')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open('/chat?talk=luna')
      models.script({ kind: 'answer', text: 'One two three four.', chunks: 4, delayMs: 60 })
      await fan.says('Count, please.')

      const told = await fan.page.locator('#announce p').allInnerTexts()
      assert.lengthOf(
        told.filter((line) => line === 'Luna is writing'),
        1
      )
      assert.deepEqual(
        told.filter((line) => line.includes('One two')),
        ['Luna: One two three four.']
      )
    })

  test('says what is wrong with a message that is too long, and keeps it')
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await fan.open()
      await fan.composer.fill('x'.repeat(4_010))
      await fan.composer.press('Enter')

      await fan.page.getByText('10 characters too long').waitFor()
      assert.lengthOf(await fan.composer.inputValue(), 4_010)
      assert.isTrue(await fan.composer.isEditable())
    })

  test('fits a phone of {width} px')
    .with([SMALL_PHONE, PHONE])
    .skip(skip, NO_CHROMIUM)
    .run(async ({ assert }, viewport) => {
      const fan = await stage.visitor({ viewport, hasTouch: true, isMobile: true })
      for (const path of ['/', '/chat', '/sign-up', '/sign-in', '/terms']) {
        await fan.page.goto(path)
        if (path === '/chat') await fan.settled()
        const overflow = await fan.page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth'
        )
        assert.equal(overflow, 0, `${path} scrolls sideways`)
        const small: string[] = []
        for (const target of await fan.page.locator('button, .button, .field input, nav a').all()) {
          const box = await target.boundingBox()
          const isCheck = (await target.getAttribute('type')) === 'checkbox'
          if (box && !isCheck && box.height < SMALLEST_TARGET) small.push(await target.innerText())
        }
        assert.deepEqual(small, [], `${path} has targets too small for a thumb`)
      }
    })
})
