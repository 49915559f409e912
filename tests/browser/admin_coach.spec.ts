import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

/** Thirty days of two creators, the last of them dearer than the limit. */
const FILL = `
with creators as (insert into people (display_name) values ('Noor the creator'), ('Sam who asks a lot') returning id, display_name)
insert into ai_usage (id, at, account_id, person_id, purpose, asked_model, model, provider, input_tokens, output_tokens,
  tokens_from, cost_micro_usd, latency_ms, attempts, outcome)
select gen_random_uuid(), now() - make_interval(days => day), null, creators.id, 'coach.reply', 'standard', 'standard',
  'openai', 4000, 300, 'server', case when day = 0 then 31000000 else 400000 + day * 10000 end, 900, 1, 'completed'
from creators, generate_series(0, 29) day`

test.group('The coach in the admin panel, in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (skip) return () => {}
    stage = await Stage.build()
    await stage.database.query(FILL)
    return () => stage.strike()
  })

  test('what it costs is seen at a glance: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const admin = await stage.visitor(options)
      const { page } = admin
      const looksRight = async (what: string) => {
        assert.deepEqual(await flaws(page), [], what)
      }
      await page.goto('/sign-up')
      await admin.signsUp()
      await stage.newestBecomes('admin')
      await page.goto('/admin/coach')
      await page.getByRole('heading', { name: 'Coach', level: 1 }).waitFor()
      await page.getByText('Over the limit', { exact: true }).waitFor()
      await page.getByText('$62.00 of $50.00').first().waitFor()
      await page.getByRole('img', { name: 'What the coach cost in 30 days' }).waitFor()
      await page.getByText('Sam who asks a lot').waitFor()
      await looksRight('the page')

      await page.getByText('By day').first().click()
      await page.getByRole('cell', { name: '$62.00' }).waitFor()
      await looksRight('by day')

      await page.getByLabel('Search').fill('telegram:nobody')
      await page.getByLabel('Search').press('Enter')
      await page.getByText('Nobody here has talked to the coach').waitFor()
      await looksRight('nobody')
      assert.deepEqual(admin.complaints, [])
    })
})
