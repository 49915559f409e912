import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { saysToCoach } from '#tests/browser/support/coach_page'
import { DESKTOP, PHONE, Stage } from '#tests/browser/support/stage'
import { decidedFor, modelSettings, TICKED, ticksOf } from '#tests/e2e/support/coaching_world'
import { comesIn, fillsIn, told } from '#tests/e2e/support/telegram_club'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'

const skip = !(await hasChromium())
const PICTURES = process.env.SCREENSHOTS

/** Somebody who is on Telegram comes to the web by the link that the bot gives. */
async function signsIn(person: Person, page: Page): Promise<void> {
  const { text = '' } = await told(person, '/sign-in/', () => person.says('/login'))
  await page.goto(/\/sign-in\/[\w-]{43}/.exec(text)?.[0] ?? 'no link')
  await page.getByRole('button', { name: 'Sign me in' }).click()
  await page.waitForURL(/\/(chat|account)/)
}

test.group('A creator and the coach in a browser, from the idea to a paying member', () => {
  test('with the {model} model: {colorScheme}, {viewport.width} px')
    .with([
      { model: 'demo' as const, colorScheme: 'light' as const, viewport: DESKTOP },
      { model: 'tools' as const, colorScheme: 'dark' as const, viewport: PHONE },
    ])
    .skip(skip, NO_CHROMIUM)
    .timeout(180_000)
    .run(async ({ assert, cleanup }, { model, ...looks }) => {
      const telegram = await startTelegramEmulator()
      cleanup(() => telegram.close())
      const stage = await Stage.build({
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
        ...(await modelSettings(cleanup, model)),
      })
      cleanup(() => stage.strike())
      const { page } = await stage.visitor(looks)
      const look = async (name: string) => {
        if (PICTURES) await page.screenshot({ path: `${PICTURES}/journey-${model}-${name}.png` })
        assert.deepEqual(await findings(page), [], name)
      }

      const mara = telegram.person({ name: 'Mara' })
      mara.says('/start')
      await mara.hears('50 coins')
      mara.says('/create')
      await mara.presses('I accept')
      await mara.presses('Cancel')
      await signsIn(mara, page)

      await page.goto('/coach')
      await page.getByRole('button', { name: 'Begin' }).click()
      for (const [words, what] of decidedFor('a Telegram group')) {
        await saysToCoach(page, words)
        await page.getByText(`Noted: ${what}`).waitFor()
      }
      await saysToCoach(page, 'I wrote the five house rules.')
      await look('conversation')

      const group = telegram.group('Painting together', [], { owner: mara })
      mara.at(group).promotesBot()
      mara.says('/community@greenroom_test_bot', { in: group })
      await mara.presses('New community')
      await fillsIn(mara, ['Aquarelle', 'Painting together', { press: 'English' }])
      await mara.presses('Open it')
      await mara.hears('“Aquarelle” is open')

      await saysToCoach(page, 'Can you create the tier for me?')
      await page.getByRole('button', { name: 'Prepare the tier' }).last().click()
      await page.getByRole('heading', { name: 'Your tier in Aquarelle' }).waitFor()
      await look('plan')
      await page.getByRole('button', { name: 'Create this tier' }).click()
      await page.getByText('“Inner circle” is on sale').waitFor()
      await look('done')

      const fay = telegram.person({ name: 'Fay' })
      fay.says('/start')
      await fay.hears('50 coins')
      const visitor = await stage.visitor(looks)
      await signsIn(fay, visitor.page)
      await visitor.page.goto('/c/aquarelle')
      await visitor.page.getByRole('link', { name: 'Join here: Inner circle' }).click()
      await visitor.presses('Join Inner circle')
      await visitor.presses('Pay 40 coins')
      await comesIn(fay, group)

      await page.goto('/coach')
      await look('open')
      assert.containsSubset(await ticksOf(stage.database), TICKED)
    })
})
