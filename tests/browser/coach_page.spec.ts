import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { saysToCoach } from '#tests/browser/support/coach_page'
import { isCutOff, LOOKS } from '#tests/browser/support/looks'
import { PHONE, Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

/** The newest person gets a community with a Telegram group. */
const COMMUNITY = `
with creator as (select id from people order by created_at desc, id desc limit 1),
made as (
  insert into communities_communities (creator_id, name, slug, locale, state)
  select id, 'Ink Club', 'ink-' || $1, 'en', 'draft' from creator returning id)
insert into communities_spaces (community_id, platform, platform_id, kind, title, connected_at)
select id, 'telegram', 'ink-' || $1, 'group', 'The ink room', now() from made`

/** A picture of the page for people to look at, where a folder for them is named. */
async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/coach-${name}.png` })
}

test.group('The coach’s workspace in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('from the first page to a phase that is done: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const look = `${options.colorScheme}-${options.viewport.width}`
      const isPhone = options.viewport === PHONE
      const creator = await stage.visitor(options)
      const { page } = creator
      const open = async (part: string) => {
        if (isPhone) await page.getByRole('link', { name: part, exact: true }).click()
      }
      await page.goto('/sign-up')
      await creator.signsUp()
      assert.equal((await page.goto('/coach'))?.status(), 403)
      assert.deepEqual(await findings(page), [], 'for creators alone')
      await becomesCreatorHere(page)
      await page.goto('/account')
      await page.getByRole('link', { name: 'Your coach' }).click()
      await page.getByRole('heading', { name: 'From an idea' }).waitFor()
      assert.deepEqual(await findings(page), [], 'before a project')
      await photograph(page, `begin-${look}`)
      await page.getByRole('button', { name: 'Begin' }).click()
      await page.getByText('Hello! I am your coach.').waitFor()
      assert.deepEqual(await findings(page), [], 'a fresh workspace')
      await photograph(page, `fresh-${look}`)

      await page.getByLabel('Your message to the coach').fill('We decided: it will be on Discord.')
      await page.keyboard.press('Enter')
      await page.getByText('Noted: Platform: Discord').waitFor()
      await saysToCoach(page, 'Maybe $20 a month, I am not sure yet')
      await photograph(page, `conversation-${look}`)
      assert.deepEqual(await findings(page), [], 'a conversation')
      assert.isFalse(await isCutOff(page), 'nothing is cut off at the side')

      await open('Tasks')
      await page.getByRole('heading', { name: 'Tasks: 1 of 22 done' }).waitFor()
      await page.getByRole('button', { name: 'It is done: Write your promise' }).click()
      await page.getByRole('heading', { name: 'Tasks: 2 of 22 done' }).waitFor()
      await photograph(page, `tasks-${look}`)
      assert.deepEqual(await findings(page), [], 'tasks')

      await open('Decisions')
      await page.locator('#decision-pricing summary').first().click()
      await page.locator('#value-pricing').fill('500 coins monthly')
      await page.locator('#reason-pricing').fill('As much as a lunch')
      await photograph(page, `deciding-${look}`)
      assert.deepEqual(await findings(page), [], 'deciding')
      await page.locator('#decision-pricing').getByRole('button', { name: 'Decide' }).click()
      await page.getByText('“As much as a lunch”').waitFor()
      await photograph(page, `decisions-${look}`)
      await page.getByRole('button', { name: 'Take it back: Platform' }).click()
      await page.getByRole('heading', { name: 'Decisions: 1 of 5 taken' }).waitFor()

      await page.locator('#decision-platform summary').first().click()
      await page.locator('#decision-platform').getByRole('button', { name: 'Decide' }).click()
      await page.locator('#decision-platform .coach-value').waitFor()
      await page.locator('#decision-timeline summary').first().click()
      await page.locator('#value-timeline').fill('2030-03-01')
      await page.locator('#decision-timeline').getByRole('button', { name: 'Decide' }).click()
      await page.getByText('Mar 1, 2030').first().waitFor({ state: 'attached' })
      await open('Tasks')
      await page.getByRole('button', { name: 'It is done: Ask five fans' }).click()
      await page.locator('.coach-party').getByText('The promise stands.').waitFor()
      await photograph(page, `party-${look}`)
      assert.deepEqual(await findings(page), [], 'a phase that is done')

      await open('Progress')
      await page.getByRole('progressbar', { name: 'Planning' }).waitFor()
      await photograph(page, `progress-${look}`)
      assert.deepEqual(await findings(page), [], 'progress')
      assert.isFalse(await isCutOff(page), 'nothing is cut off at the side')

      await stage.database.query(COMMUNITY, [look])
      await open('Tasks')
      await page.getByText('Create your tier').click()
      await page.getByRole('button', { name: 'Do it for me: Create your tier' }).click()
      await page.getByRole('heading', { name: 'Your tier in Ink Club' }).waitFor()
      assert.deepEqual(await findings(page), [], 'a plan')
      await photograph(page, `plan-${look}`)
      await page.getByRole('button', { name: 'Create this tier' }).click()
      await page.getByRole('heading', { name: 'What came of it' }).waitFor()
      assert.deepEqual(await findings(page), [], 'what came of it')
      await photograph(page, `done-${look}`)
      await page.getByRole('link', { name: 'Back to your coach' }).click()
      await open('Progress')

      await page.getByRole('link', { name: 'About you' }).click()
      await page.getByLabel('Followers').fill('many')
      await page.getByRole('button', { name: 'Keep' }).click()
      await page.getByText('Followers: write a number').waitFor()
      assert.deepEqual(await findings(page), [], 'a profile with a mistake')
      await photograph(page, `profile-${look}`)
      const meant = creator.complaints.filter((complaint) => !/40[34]|422/.test(complaint))
      assert.deepEqual(meant, [])
    })
})

async function becomesCreatorHere(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Become a creator' }).click()
  await page.getByRole('button', { name: 'I accept' }).click()
  await page.getByRole('heading', { name: 'Make a persona' }).waitFor()
}
