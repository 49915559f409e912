import { test } from '@japa/runner'
import type { BrowserContextOptions, Page } from 'playwright'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import type { ChatPage } from '#tests/browser/support/chat_page'
import { PHONE, Stage } from '#tests/browser/support/stage'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type OpenAiEmulator,
} from '#tests/emulators/openai/index'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())
const SLOW = {
  kind: 'answer',
  text: `Start ${'word '.repeat(80)}End`,
  chunks: 80,
  delayMs: 40,
} as const

const composer = (page: Page) => page.getByLabel('Your message to the coach')
const answers = (page: Page) => page.locator('#log > .is-bot')
const mine = (page: Page) => page.locator('#log > .is-mine')

async function settled(page: Page): Promise<void> {
  await page.locator('#log > .is-bot').last().waitFor()
  await page.locator('#log:not(:has(.streaming)):not(:has(.is-pending))').waitFor()
}

test.group('The coach’s answers in a browser', (group) => {
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

  /** A creator whom nobody knows yet, on a fresh workspace. */
  async function atWork(options: BrowserContextOptions = {}): Promise<ChatPage> {
    const creator = await stage.visitor(options)
    const { page } = creator
    await page.goto('/sign-up')
    await creator.signsUp()
    await stage.newestBecomes('creator')
    await page.goto('/coach')
    await page.getByRole('button', { name: 'Begin' }).click()
    await composer(page).waitFor()
    // Before its script runs, the page sends as forms do.
    await page.waitForLoadState('load')
    return creator
  }

  /** How often a model was asked with these words. */
  const asked = (words: string) =>
    models.requests.filter(({ body }) => JSON.stringify(body).includes(words)).length

  test('grow, go on through a reload, and are there whole afterwards')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const creator = await atWork()
      const { page } = creator
      models.script(SLOW)
      await composer(page).fill('Tell me everything.')
      await composer(page).press('Enter')
      await answers(page).getByText('Start word').waitFor()
      // What is typed meanwhile survives the reload as well.
      await composer(page).fill('And another')
      await page.reload()
      assert.equal(await composer(page).inputValue(), 'And another')
      await answers(page).getByText('Start word').waitFor()
      await answers(page).getByText('word End').waitFor()
      await settled(page)
      assert.equal(await answers(page).count(), 1)
      assert.equal(await mine(page).count(), 1)
      assert.equal(asked('Tell me everything.'), 1)
      // Readers are told once, and whole.
      const told = await page.locator('#announce p').allInnerTexts()
      assert.lengthOf(
        told.filter((one) => one.includes('word')),
        1
      )
      await page.reload()
      await answers(page).getByText('word End').waitFor()
      assert.deepEqual(creator.complaints, [])
    })

  test('come once for a double click, and through a connection that drops')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const creator = await atWork()
      const { page } = creator
      await composer(page).fill('Once, please.')
      await page.getByRole('button', { name: 'Send' }).dblclick()
      await settled(page)
      assert.equal(await mine(page).count(), 1)
      assert.equal(asked('Once, please.'), 1)

      const keys: string[] = []
      await page.route('**/coach/messages', async (route) => {
        keys.push(String(JSON.parse(route.request().postData() ?? '{}').key))
        // The server takes the message, and the page never hears of it.
        if (keys.length > 1) return route.continue()
        await route.fetch()
        return route.abort('connectionreset')
      })
      await composer(page).fill('And this one too.')
      await composer(page).press('Enter')
      await until(() => keys.length === 2, { what: 'the second try' })
      await settled(page)
      await page.unroute('**/coach/messages')
      assert.equal(new Set(keys).size, 1)
      assert.equal(await mine(page).count(), 2)
      assert.equal(asked('And this one too.'), 1)
    })

  test('that fail keep what was said, and are tried again')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const { page } = await atWork()
      models.always({ kind: 'error', status: 400, message: 'no' })
      await composer(page).fill('Will this work?')
      await composer(page).press('Enter')
      await page.getByRole('button', { name: 'Try again' }).waitFor()
      assert.include(await mine(page).innerText(), 'Will this work?')
      await page.reload()
      models.always({ kind: 'answer', text: 'It does now.' })
      await page.getByRole('button', { name: 'Try again' }).click()
      await settled(page)
      assert.equal(await mine(page).count(), 1)
      assert.isFalse(await page.getByRole('button', { name: 'Try again' }).isVisible())
    })

  test('stop when one wants no more of them')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const { page } = await atWork()
      models.script({ ...SLOW, delayMs: 100 })
      await composer(page).fill('A long story, please.')
      await composer(page).press('Enter')
      await answers(page).getByText('Start word').waitFor()
      await page.getByRole('button', { name: 'Stop' }).click()
      await page.getByText('You stopped it here.').waitFor()
      assert.notInclude(await answers(page).innerText(), 'End')
    })

  test('are used up within a day: the time of the next one is said, and the words stay')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const { page } = await atWork()
      await stage.database.query(
        `insert into coach_messages (project_id, key, role, text, at)
         select p.id, 'before:' || n, 'creator', 'x', now() - interval '23 hours'
         from (select id from coach_projects order by created_at desc limit 1) p, generate_series(1, 50) n`
      )
      await composer(page).fill('One more')
      await composer(page).press('Enter')
      await page.getByText('The next one is free at').waitFor()
      assert.equal(await composer(page).inputValue(), 'One more')
    })

  test('with the keyboard alone, on a phone’s width')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const { page } = await atWork({ viewport: PHONE })
      models.script({ kind: 'answer', text: 'Discord it is.' })
      const to = async (name: RegExp) => {
        for (let presses = 0; presses < 60; presses++) {
          const focused = await page.evaluate<string>(
            `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`
          )
          if (name.test(focused)) return
          await page.keyboard.press('Tab')
        }
        assert.fail(`${String(name)} is not reached`)
      }
      await page.keyboard.press('Tab')
      assert.equal(
        await page.evaluate<string>(`document.activeElement?.getAttribute('href')`),
        '#main'
      )
      for (let presses = 0; presses < 20; presses++) {
        if (await composer(page).evaluate((one) => one === document.activeElement)) break
        await page.keyboard.press('Tab')
      }
      await page.keyboard.type('We decided: it will be on Discord.')
      await page.keyboard.press('Enter')
      await page.getByText('Noted: Platform: Discord').waitFor()
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Shift+Tab')
      await to(/^Take it back: /)
      await page.keyboard.press('Enter')
      await page.getByText('Was noted: Platform: Discord').waitFor()
      await to(/^Tasks$/)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Tasks: 0 of 22 done' }).waitFor()
      await to(/^Write your promise/)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Tasks: 1 of 22 done' }).waitFor()
      // One is where one was, and goes on from there.
      assert.include(
        await page.evaluate<string>(`document.activeElement?.textContent ?? ''`),
        'Write your promise in one sentence'
      )
    })

  test('and everything else without a script')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const creator = await atWork()
      const state = await creator.page.context().storageState()
      const { page } = await stage.visitor({
        javaScriptEnabled: false,
        viewport: PHONE,
        storageState: state,
      })
      models.script({ kind: 'answer', text: 'Discord it is.' })
      await page.goto('/coach')
      await composer(page).fill('We decided: it will be on Discord.')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('Discord it is.').waitFor()
      await page.getByText('Noted: Platform: Discord').waitFor()
      await page.getByRole('link', { name: 'Tasks', exact: true }).click()
      await page.getByRole('button', { name: 'It is done: Write your promise' }).click()
      await page.getByRole('heading', { name: 'Tasks: 2 of 22 done' }).waitFor()
      await page.getByRole('link', { name: 'Decisions', exact: true }).click()
      assert.isFalse(await page.getByRole('heading', { name: 'Tasks: 2 of 22' }).isVisible())
      await page.locator('#decision-pricing summary').first().click()
      await page.locator('#value-pricing').fill('500 coins monthly')
      await page.locator('#decision-pricing').getByRole('button', { name: 'Decide' }).click()
      await page.getByText('500 coins monthly').first().waitFor()
      assert.isTrue(await composer(page).isVisible())
    })
})
