import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

test.group('A creator’s studio in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  /** Makes the newest person a creator, who has Luna and Quill now. */
  async function becomesCreator(): Promise<void> {
    const newest = '(select id from people order by created_at desc, id desc limit 1)'
    await stage.newestBecomes('creator')
    await stage.database.query(
      `update personas_personas set creator_id = ${newest} where slug in ('luna', 'quill')`
    )
  }

  /** Forty days in which ever more was said to Luna, and what the books said of them. */
  async function forgetAndFill(): Promise<void> {
    await stage.database.query(`
      insert into personas_studio_days
        (persona_id, day, messages, delivered, stopped, failed, blocked, tokens, paid)
      select p.id, current_date - n, 200 - 4 * n + n % 7, 190 - 4 * n, 3, 2, 1, 9000, 380000 - 8000 * n
      from personas_personas p cross join generate_series(1, 40) n where p.slug = 'luna'
      on conflict do nothing`)
    await stage.database.query(`
      insert into personas_studio_earnings (creator_id, day, promo, purchased, earned)
      select p.creator_id, current_date - n, 40000, 266000 - 5600 * n + 9000 * (n % 5), 0
      from personas_personas p cross join generate_series(1, 89) n where p.slug = 'luna' and n <= 40
      on conflict do nothing`)
  }

  test('from a fan’s “not for you” to the figures: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const creator = await stage.visitor(options)
      const { page } = creator
      await page.goto('/studio')
      assert.match(page.url(), /\/sign-in\?next=\/studio$/)
      await page.goto('/sign-up')
      await creator.signsUp()

      const refused = await page.goto('/studio')
      assert.equal(refused?.status(), 403)
      await page.getByRole('heading', { name: 'The studio is for creators' }).waitFor()
      assert.deepEqual(await findings(page), [], 'for creators alone')

      await becomesCreator()
      await forgetAndFill()
      await page.goto('/studio')
      await page.getByRole('heading', { name: 'Your studio: the last 30 days' }).waitFor()
      const curve = page.getByRole('img', { name: 'Coins earned per day' })
      await curve.waitFor()
      assert.isAbove((await curve.boundingBox())?.height ?? 0, 150)
      assert.deepEqual(await flaws(page), [], 'the figures')

      // By the keyboard alone: the table of the days.
      await page.getByText('The figures of each day').focus()
      await page.keyboard.press('Enter')
      const table = page.getByRole('table', { name: /Each day in UTC/ })
      await table.waitFor()
      assert.equal(await table.getByRole('row').count(), 31)
      assert.deepEqual(await flaws(page), [], 'the table')

      await page.getByRole('link', { name: '7 days' }).click()
      await page.getByRole('heading', { name: 'Your studio: the last 7 days' }).waitFor()
      await page.getByRole('link', { name: 'Luna' }).click()
      await page.getByRole('heading', { name: 'Luna: the last 7 days' }).waitFor()
      await page.getByRole('img', { name: 'Coins paid by fans per day' }).waitFor()
      assert.deepEqual(await findings(page), [], 'one persona')
      await page.getByRole('link', { name: 'All personas' }).click()
      await page.getByRole('heading', { name: 'Your studio: the last 7 days' }).waitFor()

      const others = await page.goto('/studio?persona=rowan')
      assert.equal(others?.status(), 404)
      await page.getByText('None of your personas has that name.').waitFor()
      assert.deepEqual(await findings(page), [], 'another’s persona')
      const meant = creator.complaints.filter((complaint) => !/40[34]/.test(complaint))
      assert.deepEqual(meant, [])
    })
})
