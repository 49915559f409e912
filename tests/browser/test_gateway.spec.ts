import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { PHONE, SMALL_PHONE, Stage } from '#tests/browser/support/stage'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

/** Where screenshots go, for whoever wants to look; nowhere by default. */
const PICTURES = process.env.TEST_GATEWAY_PICTURES

/** From an event to the coins, in a program that runs its jobs itself. */
const WORKED_WITHIN = 30_000

test.group('The test gateway in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build({ NODE_ENV: 'test' })
    return () => stage?.strike()
  })

  test('everything that may become of a payment can be walked: {colorScheme}')
    .with([
      { colorScheme: 'light', viewport: PHONE },
      { colorScheme: 'dark', viewport: SMALL_PHONE },
    ] as const)
    .skip(skip, NO_CHROMIUM)
    .timeout(180_000)
    .run(async ({ assert }, options) => {
      const fan = await stage.visitor(options)
      const { page } = fan
      const look = async (name: string) => {
        if (PICTURES) {
          await page.screenshot({
            path: `${PICTURES}/${name}-${options.colorScheme}.png`,
            fullPage: true,
          })
        }
        assert.deepEqual(await findings(page), [], name)
      }
      /** Presses a button of the gateway's page, and waits until the wallet shows what came of it. */
      const presses = async (label: string, coins: string) => {
        await page.goto(address)
        const more = page.locator('details:not([open]) > summary')
        if ((await more.count()) > 0) await more.click()
        await page.getByRole('button', { name: label, exact: true }).click()
        await page.waitForLoadState()
        await until(
          async () => {
            await page.goto('/account')
            return (await page.locator('.balance').innerText()).trim() === coins
          },
          { within: WORKED_WITHIN, what: `${coins} after "${label}"` }
        )
        await page.goto(address)
      }

      await page.goto('/sign-up')
      await fan.signsUp()
      await page.goto('/buy')
      await page.getByRole('button', { name: /\$4\.99/ }).click()
      await page.getByRole('button', { name: 'Have the card declined' }).waitFor()
      const address = page.url()
      await look('open')
      await page.getByRole('button', { name: 'Have the card declined' }).click()
      await page.getByRole('alert').getByText('You can try again').waitFor()
      await look('declined')

      await presses('Pay $4.99', '600 coins')
      await page.getByText('This order is paid').waitFor()
      await look('paid')
      // 499 cents have no half: 2.49 go back, and their part of 500 and of 50 coins, to the millicoin.
      await presses('Refund half', '325.553 coins')
      await presses('Dispute', '50 coins')
      await look('disputed')
      await presses('Win the dispute', '325.553 coins')
      await page.getByText('The bank asked $2.50 back and gave up').waitFor()
      await presses('Refund all', '50 coins')
      await look('refunded')
      assert.equal(await page.getByRole('button', { name: /Refund|Dispute/ }).count(), 0)

      // Nobody else sees it, and no other page can press its buttons.
      const forged = await page.request.post(address, { form: { act: 'pay' }, maxRedirects: 0 })
      assert.notEqual(forged.headers().location, `/buy/done?order=${address.split('/').at(-1)}`)
      const other = await stage.visitor()
      await other.page.goto('/sign-up')
      await other.signsUp()
      assert.equal((await other.page.goto(address))?.status(), 404)
      assert.deepEqual(fan.complaints, [])
    })
})
