import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

test.group('What axe finds', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('nothing on any page: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const fan = await stage.visitor(options)
      for (const path of [
        '/',
        '/terms',
        '/sign-in',
        '/sign-up',
        '/sign-in/of-no-use',
        '/nowhere',
      ]) {
        await fan.page.goto(path)
        assert.deepEqual(await findings(fan.page), [], path)
      }

      await fan.page.goto('/sign-in')
      await fan.page.getByLabel('E-mail').fill('nobody@example.com')
      await fan.page.getByLabel('Password').fill('not the right one')
      await fan.page.locator('main').getByRole('button', { name: 'Sign in' }).click()
      await fan.page.getByText('do not belong together').waitFor()
      assert.deepEqual(await findings(fan.page), [], 'a form with a mistake')

      await fan.open('/chat?talk=luna')
      for (const words of ['Hello!', '/nonsense', '/personas', '/models', '/help']) {
        await fan.says(words)
      }
      assert.deepEqual(await findings(fan.page), [], 'a conversation')
      await fan.composer.fill('/')
      await fan.page.getByRole('listbox').waitFor()
      assert.deepEqual(await findings(fan.page), [], 'the menu')

      await fan.page.goto('/sign-up')
      await fan.signsUp()
      await fan.says('/balance')
      assert.deepEqual(await findings(fan.page), [], 'a member’s conversation')
      await fan.page.goto('/account')
      assert.deepEqual(await findings(fan.page), [], 'the account')
    })
})
