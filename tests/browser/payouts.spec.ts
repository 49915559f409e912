import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'

const skip = !(await hasChromium())

test.group('A creator is paid, in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  /** Gives the newest person a role, and a creator 10,000 earned coins. */
  async function becomes(role: 'creator' | 'admin'): Promise<void> {
    const newest = '(select id from people order by created_at desc, id desc limit 1)'
    await stage.newestBecomes(role)
    if (role === 'admin') return
    await stage.database.query(`
      select * from ledger_transfer(array['earned:' || ${newest}], array['ledger.memo.test'], array[null::jsonb],
        array[jsonb_build_array(
          jsonb_build_object('kind', 'system', 'name', 'sales', 'commodity', 'COIN', 'amount', '-10000000'),
          jsonb_build_object('kind', 'earnings', 'owner', ${newest}, 'commodity', 'COIN', 'bucket', 'purchased',
            'amount', '10000000'))])`)
  }

  test('asks for the earnings, an admin pays them: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const creator = await stage.visitor(options)
      const { page } = creator
      await page.goto('/sign-up')
      await creator.signsUp()
      const refused = await page.goto('/earnings')
      assert.equal(refused?.status(), 403)
      assert.deepEqual(await findings(page), [], 'for creators alone')

      await becomes('creator')
      await page.goto('/earnings')
      await page.getByText('Nothing is set up yet').waitFor()
      assert.equal(await page.getByRole('button', { name: /Pay out/ }).count(), 0)
      assert.deepEqual(await findings(page), [], 'nothing is set up')
      await page.getByLabel('Payment details').fill('Robin, DE02 1203 0000 0000 2020 51')
      await page.getByRole('button', { name: 'Save' }).first().click()
      await page.getByText('Your payment details are kept.').waitFor()
      await page.getByRole('button', { name: 'Pay out $65.00' }).click()
      await page.getByText('$65.00 are on their way to you.').waitFor()
      assert.deepEqual(await flaws(page), [], 'on its way')

      const admin = await stage.visitor(options)
      await admin.page.goto('/sign-up')
      await admin.signsUp()
      const closed = await admin.page.goto('/admin/payouts')
      assert.equal(closed?.status(), 403)
      await becomes('admin')
      await admin.page.goto('/admin/payouts')
      await admin.page.getByText('Robin, DE02 1203 0000 0000 2020 51').waitFor()
      assert.deepEqual(await flaws(admin.page), [], 'the admin’s list')
      await admin.page.getByLabel(/The bank’s reference|The bank's reference/).fill('SEPA 4711')
      await admin.page.getByRole('button', { name: 'I have paid it' }).click()
      await admin.page.getByText('Nothing here.').waitFor()

      await page.reload()
      await page.getByText('SEPA 4711').waitFor()
      assert.deepEqual(await findings(page), [], 'paid')
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /as PDF/ }).click(),
      ])
      assert.match(file.suggestedFilename(), /^earnings-\d{4}\.pdf$/)
      const meant = [...creator.complaints, ...admin.complaints].filter((one) => !/403/.test(one))
      assert.deepEqual(meant, [])
    })
})
