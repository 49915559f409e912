import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { PHONE, Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

test.group('Long forms on the chat page', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('what was typed is there after a reload, until it was sent')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const fan = await stage.visitor({ viewport: PHONE })
      const { page } = fan
      await page.goto('/sign-up')
      await fan.signsUp()
      await fan.says('/create')
      await fan.presses(/make me a creator/)
      const field = (label: string) => page.locator('.form-fields').getByLabel(label).last()
      await field('Name').fill('Mira')
      await field('Description').fill('A pilot of a small ship.')
      await field('Language').selectOption('es')

      await page.reload()
      await fan.settled()
      assert.equal(await field('Name').inputValue(), 'Mira')
      assert.equal(await field('Language').inputValue(), 'es')

      await page.locator('.form-fields button.primary').last().click()
      assert.isTrue(
        await field('Tagline').evaluate((input: HTMLInputElement) => input.validity.valueMissing)
      )
      await field('Tagline').fill('Steers by the stars')
      await field('Greeting').fill('Ahoy, captain.')
      await page.locator('.form-fields button.primary').last().click()
      await fan.settled()
      assert.equal(await page.locator('.form-fields').count(), 0)
      assert.include(await fan.text(), 'Mira')
      assert.equal(
        await page.evaluate(
          () => Object.keys(sessionStorage).filter((key) => key.startsWith('greenroom-form')).length
        ),
        0
      )
      assert.deepEqual(fan.complaints, [])
    })
})
