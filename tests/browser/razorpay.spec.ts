import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { findings } from '#tests/browser/support/axe'
import type { ChatPage } from '#tests/browser/support/chat_page'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'
import { RazorpayEmulator } from '#tests/emulators/razorpay/index'

const skip = !(await hasChromium())
const KEYS = { keyId: 'rzp_test_1', keySecret: 'key secret', webhookSecret: 'webhook secret' }

/** Where screenshots go, for whoever wants to look; nowhere by default. */
const PICTURES = process.env.TILL_PICTURES

/** From the payment to the coins and the receipt, in a program that runs its jobs itself. */
const PAID_WITHIN = 30_000

/** Razorpay's script, as far as our page knows it: its window is the function that a test brings. */
const CHECKOUT = `
window.Razorpay = class {
  constructor(options) { this.options = options; this.handlers = {} }
  on(event, handler) { this.handlers[event] = handler }
  async open() {
    const { order_id, key, amount } = this.options
    const answer = await window.razorpayWindow({ order_id, key, amount })
    if (answer === null) this.options.modal.ondismiss()
    else if (answer.error) this.handlers['payment.failed'](answer)
    else this.options.handler(answer)
  }
}`

test.group('Razorpay in a browser', (group) => {
  let stage: Stage
  let razorpay: RazorpayEmulator
  let folder: string
  group.setup(async () => {
    if (skip) return async () => {}
    razorpay = await RazorpayEmulator.start(KEYS)
    folder = await mkdtemp(join(tmpdir(), 'greenroom-razorpay-'))
    stage = await Stage.build({
      DATA_DIR: folder,
      RAZORPAY_KEY_ID: KEYS.keyId,
      RAZORPAY_KEY_SECRET: KEYS.keySecret,
      RAZORPAY_WEBHOOK_SECRET: KEYS.webhookSecret,
      RAZORPAY_API_BASE: razorpay.base,
    })
    return async () => {
      await stage.strike()
      await razorpay.close()
      await rm(folder, { recursive: true, force: true })
    }
  })

  /** Somebody who joined and chose the popular pack stands before the page where it is paid. */
  async function atTheTill(fan: ChatPage): Promise<void> {
    await fan.page.goto('/sign-up')
    await fan.signsUp()
    await fan.page.goto('/buy')
    await fan.page.getByRole('button', { name: /₹399/ }).first().click()
    await fan.page.getByRole('heading', { name: 'Pay with UPI, card or bank' }).waitFor()
  }

  const checkout = (page: Page, answer: 'served' | 'blocked') =>
    page.route('https://checkout.razorpay.com/**', (route) =>
      answer === 'served'
        ? route.fulfill({ contentType: 'text/javascript', body: CHECKOUT })
        : route.abort()
    )

  test('from the pack to the coins, the receipt and the mail: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(180_000)
    .run(async ({ assert }, options) => {
      const fan = await stage.visitor(options)
      const { page } = fan
      const look = async (name: string) => {
        if (PICTURES) {
          const path = `${PICTURES}/${name}-${options.colorScheme}-${options.viewport.width}.png`
          await page.screenshot({ path, fullPage: true })
        }
        assert.deepEqual(await findings(page), [], name)
      }
      const asked: unknown[] = []
      const answers: (object | null)[] = [null, { error: { description: 'Your bank said no.' } }]
      await page.exposeFunction('razorpayWindow', (told: { order_id: string }) => {
        asked.push(told)
        const answer = answers.shift()
        if (answer !== undefined) return answer
        return razorpay.checkoutSays(razorpay.world.pay(told.order_id).id)
      })
      await checkout(page, 'served')

      await atTheTill(fan)
      const pay = page.getByRole('button', { name: 'Pay ₹399' })
      await pay.waitFor()
      await look('pay')
      await pay.click()
      await page.getByText('You closed the payment window').waitFor()
      await pay.click()
      await page.getByText('Your bank said no.').waitFor()
      await look('declined')
      await pay.click()
      await page.getByText(/550 coins were added/).waitFor({ timeout: PAID_WITHIN })
      assert.containSubset(asked, [{ key: KEYS.keyId, amount: '39900' }])

      await page.goto('/account')
      await page.getByRole('link', { name: 'Your receipts' }).click()
      await look('receipts')
      await page.getByRole('link', { name: /^GR-/ }).click()
      await page.getByText('₹60.86, contained in the price').waitFor()
      await look('receipt')
      const number = /GR-\d{4}-\d+/.exec(page.url())?.[0] ?? ''
      await page.emulateMedia({ media: 'print' })
      assert.isFalse(await page.locator('header.top').isVisible())
      assert.isTrue(await page.getByText('500 coins + 50 coins as a bonus').isVisible())
      await page.emulateMedia({ media: 'screen' })

      const mails = join(folder, 'mail')
      const texts = await Promise.all(
        (await readdir(mails)).map((name) => readFile(join(mails, name), 'utf8'))
      )
      const own = texts.filter((text) => text.includes(`Subject: Your receipt ${number}`))
      assert.lengthOf(own, 1)
      assert.match(own[0] ?? '', new RegExp(`http://\\S+/receipts/${number}\\s`))

      await fan.open('/chat')
      await fan.says('/receipts')
      assert.include(await fan.text(), number)
      assert.include(await fan.text(), 'Thank you! Your coins are here')

      await page.goto('/limits')
      await page.getByLabel('Money paid in a day (US$)').fill('5')
      await page.getByRole('button', { name: 'Save limits' }).click()
      await page.getByText('$4.99 of $5.00').waitFor()
      await look('limits')
      await page.goto('/buy')
      await page.getByRole('button', { name: /₹399/ }).first().click()
      await look('capped')
      assert.isFalse(page.url().includes('/pay/'))
    })

  test('without Razorpay’s script, and without any, the page says what to do')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const fan = await stage.visitor()
      await checkout(fan.page, 'blocked')
      await atTheTill(fan)
      await fan.page.getByText('could not be loaded').waitFor()
      assert.isFalse(await fan.page.getByRole('button', { name: /^Pay/ }).isVisible())
      assert.deepEqual(await findings(fan.page), [], 'a checkout that cannot be loaded')

      const address = fan.page.url()
      const bare = await fan.page
        .context()
        .browser()
        ?.newContext({
          javaScriptEnabled: false,
          storageState: await fan.page.context().storageState(),
          locale: 'en-US',
        })
      const still = await bare?.newPage()
      await still?.goto(address)
      assert.include(await still?.locator('noscript').innerText(), 'needs JavaScript')
      assert.isFalse(await still?.getByRole('button', { name: /^Pay/ }).isVisible())
      await bare?.close()
    })
})
