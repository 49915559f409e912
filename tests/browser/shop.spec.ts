import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { PHONE, Stage } from '#tests/browser/support/stage'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

/** Where screenshots go, for whoever wants to look; nowhere by default. */
const PICTURES = process.env.SHOP_PICTURES

/** The way of one order, from events to coins to the answer, in a program that runs its jobs itself. */
const PAID_WITHIN = 30_000

test.group('The shop in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    // The test gateway is there in development alone, and never in production.
    if (!skip) stage = await Stage.build({ NODE_ENV: 'test' })
    return () => stage?.strike()
  })

  /** Takes welcome coins out of the newest person's wallet, millicoins. */
  async function takeCoins(millicoins: bigint): Promise<void> {
    const [taken] = await stage.database.query<{ outcome: string }>(
      `select t.outcome from (select id from people order by created_at desc, id desc limit 1) p
       cross join lateral ledger_transfer(
         array['test:' || $1], array['personas.memo.reply'], array['{"name": "Test"}'::jsonb],
         array[jsonb_build_array(
           jsonb_build_object('kind', 'wallet', 'owner', p.id, 'commodity', 'COIN', 'bucket', 'promo', 'amount', -$2::bigint),
           jsonb_build_object('kind', 'system', 'name', 'promotion', 'commodity', 'COIN', 'bucket', 'promo', 'amount', $2::bigint)
         )]
       ) t`,
      [randomUUID(), String(millicoins)]
    )
    if (taken?.outcome !== 'transferred') throw new Error(`Not taken: ${taken?.outcome}`)
  }

  test('from an empty wallet to the answer: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(180_000)
    .run(async ({ assert }, options) => {
      const fan = await stage.visitor(options)
      const { page } = fan
      const look = async (name: string) => {
        if (PICTURES) {
          const path = `${PICTURES}/${name}-${options.colorScheme}-${options.viewport.width}.png`
          // The chat fills the window, and scrolls inside.
          await page.screenshot({ path, fullPage: !page.url().includes('/chat') })
        }
        assert.deepEqual(await flaws(page), [], name)
      }

      // Prices are no secret; buying is for those who joined.
      await page.goto('/buy')
      await page.getByRole('heading', { name: 'Join first' }).waitFor()
      await look('guest')
      await page.goto('/sign-up')
      await fan.signsUp()

      await fan.open('/chat?talk=luna')
      await fan.says('Good evening, Luna!')
      await fan.presses('Yes, 2 coins a reply')
      await takeCoins(47_500n)
      await fan.says('What do you see from up there tonight?')
      assert.include(await fan.text(), 'a reply costs 2 coins ($0.02) and you have 0.5 coins')
      await look('too_little')

      await fan.presses('Get coins')
      await page.getByRole('heading', { name: 'Get coins' }).waitFor()
      await look('chat_packs')
      await fan.presses(/550 coins · \$4\.99/)
      await page.getByRole('link', { name: 'Pay (test)' }).waitFor()
      await look('chat_pay')
      await page.getByRole('link', { name: 'Pay (test)' }).click()
      await page.getByRole('button', { name: 'Pay $4.99' }).waitFor()
      await look('test_gateway')
      await page.getByRole('button', { name: 'Pay $4.99' }).click()

      // It waits for the payment by itself, then shows the coins.
      await page.getByText(/550 coins were added/).waitFor({ timeout: PAID_WITHIN })
      await look('done')
      await page.getByRole('link', { name: 'Back to the conversation' }).click()
      await fan.settled()
      const answered = page.locator('#log > li[data-kind="stream"]')
      await until(async () => (await answered.count()) === 2, {
        within: PAID_WITHIN,
        what: 'the answer to the message that could not be paid',
      })
      await until(async () => (await page.locator('.balance').innerText()).includes('548.5 coins'))
      const said = await fan.text()
      assert.isBelow(said.indexOf('Your coins are here'), said.length)
      await look('answered')
      assert.deepEqual(fan.complaints, [])
    })

  test('on the page: another currency, a pack, and the coins; in Spanish too')
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }) => {
      const fan = await stage.visitor({ locale: 'es-ES', viewport: PHONE })
      const { page } = fan
      await page.goto('/sign-up')
      await page.getByRole('button', { name: 'English' }).click()
      await fan.signsUp()
      await page.getByRole('button', { name: 'Español' }).click()

      await page.goto('/account')
      await page.getByRole('link', { name: 'Conseguir monedas' }).last().click()
      await page.getByRole('button', { name: /Comprar por 4,99/ }).waitFor()
      assert.deepEqual(await findings(page), [], 'packs in Spanish')
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/spanish.png`, fullPage: true })
      await page.getByRole('link', { name: 'INR' }).click()
      await page.getByText('Los precios incluyen un 18').waitFor()
      await page.getByRole('link', { name: 'USD' }).click()
      await page.getByRole('button', { name: 'Comprar por 0,99 US$: Inicial' }).click()
      await page.getByRole('button', { name: /^Pagar 0,99/ }).click()
      await page.getByText(/Se han añadido 100 monedas/).waitFor({ timeout: PAID_WITHIN })
      assert.equal((await page.locator('.balance').innerText()).trim(), '150 monedas')

      // Somebody else's order is nobody's business.
      const address = page.url()
      const other = await stage.visitor()
      await other.page.goto('/sign-up')
      await other.signsUp()
      const answer = await other.page.goto(address)
      assert.equal(answer?.status(), 404)
      assert.deepEqual(fan.complaints, [])
    })
})
