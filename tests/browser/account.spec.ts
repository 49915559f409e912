import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import type { ChatPage } from '#tests/browser/support/chat_page'
import { findings } from '#tests/browser/support/axe'
import { flaws, isCutOff } from '#tests/browser/support/looks'
import { DESKTOP, PHONE, SMALL_PHONE, Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

test.group('The account page in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) {
      stage = await Stage.build({
        // Never used here: they make the page show every way to sign in.
        DISCORD_APPLICATION_ID: '112233445566778899',
        DISCORD_CLIENT_SECRET: 'a secret',
        GOOGLE_CLIENT_ID: 'a client',
        GOOGLE_CLIENT_SECRET: 'a secret',
      })
    }
    return () => stage?.strike()
  })

  async function aMember(options: Parameters<Stage['visitor']>[0] = {}): Promise<ChatPage> {
    const fan = await stage.visitor(options)
    await fan.page.goto('/sign-up')
    await fan.signsUp()
    await fan.page.goto('/account')
    return fan
  }

  test('axe finds nothing, and nothing is too wide: {colorScheme}, {viewport.width} px')
    .with([
      { colorScheme: 'light', viewport: DESKTOP },
      { colorScheme: 'dark', viewport: SMALL_PHONE },
    ] as const)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const fan = await aMember(options)
      const { page } = fan
      const isFine = async (what: string) => {
        assert.deepEqual(await flaws(page), [], what)
      }
      await isFine('the account')
      await page.getByRole('button', { name: 'Get a code' }).click()
      await page.getByText('Send this to the bot').waitFor()
      await isFine('a code')
      await page
        .getByRole('textbox', { name: 'Name' })
        .fill('a script of mine with quite a long name for a token')
      await page.getByRole('button', { name: 'Make a token' }).click()
      await page.getByText('shown this once').waitFor()
      await isFine('a token')
      await page.getByLabel('Or type the code').fill('nonsense')
      await page.getByRole('button', { name: 'Have a look' }).click()
      await page.getByText('This code does not work').waitFor()
      await isFine('a wrong code')
      await page.getByRole('link', { name: 'Delete the account' }).click()
      await page.getByRole('button', { name: 'Yes, delete it all' }).click()
      await page.getByText('Tick the box').waitFor()
      await isFine('deleting')
      for (const path of ['/sign-in', '/sign-in/email', '/sign-in/email/sent']) {
        await page.goto(path)
        await isFine(path)
      }
      assert.deepEqual(fan.complaints, [])
    })

  test('two browsers become one person: a code here, typed there, with the keyboard alone')
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }) => {
      const [one, other] = [await aMember(), await aMember({ viewport: PHONE })]
      await one.page.getByRole('button', { name: 'Get a code' }).focus()
      await one.page.keyboard.press('Enter')
      const shown = await one.page.locator('code.secret').innerText()
      const code = shown.replace('/link ', '')

      await other.page.getByLabel('Or type the code').focus()
      await other.page.keyboard.type(code.toLowerCase())
      await other.page.keyboard.press('Enter')
      await other.page.getByRole('heading', { name: 'Make one out of two?' }).waitFor()
      assert.include(await other.page.locator('main').innerText(), 'has 50 coins')
      assert.deepEqual(await findings(other.page), [], 'both sides')
      assert.isFalse(await isCutOff(other.page))
      await other.page.getByRole('button', { name: 'Make them one' }).focus()
      await other.page.keyboard.press('Enter')
      await other.page.getByText('both are one now').waitFor()
      assert.include(await other.page.locator('.facts').innerText(), '50 coins')
      await one.page.reload()
      assert.include(await one.page.locator('.facts').innerText(), '50 coins')
      assert.deepEqual([...one.complaints, ...other.complaints], [])
    })

  test('everything can be deleted, and the browser is a stranger afterwards')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const fan = await aMember()
      const { page } = fan
      await page.locator('main').getByRole('button', { name: 'Español' }).click()
      await page.getByRole('link', { name: 'Borrar la cuenta' }).click()
      await page.getByText('50 monedas de tu monedero').waitFor()
      await page.getByLabel('Sé que nadie puede recuperarla').check()
      await page.getByRole('button', { name: 'Sí, borrarlo todo' }).click()
      await page.getByRole('heading', { name: 'Todo está borrado' }).waitFor()
      await page.goto('/account')
      await page.waitForURL('**/sign-in?next=/account')
      assert.deepEqual(fan.complaints, [])
    })
})
