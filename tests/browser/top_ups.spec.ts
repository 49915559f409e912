import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { flaws, LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

/** Where screenshots go, for whoever wants to look; nowhere by default. */
const PICTURES = process.env.TILL_PICTURES
/** What a job may take on a busy machine, milliseconds. */
const BOUGHT_WITHIN = 30_000

test.group('Automatic top-up in a browser', (group) => {
  let stage: Stage
  let stripe: StripeEmulator
  group.setup(async () => {
    if (skip) return async () => {}
    stripe = await startStripeEmulator()
    stage = await Stage.build({
      STRIPE_SECRET_KEY: stripe.key,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_BASE: stripe.base,
    })
    return async () => {
      await stage.strike()
      await stripe.close()
    }
  })

  test(
    'a card is saved, the terms are agreed to, and coins come by themselves: {colorScheme}, {viewport.width} px'
  )
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(300_000)
    .run(async ({ assert }, options) => {
      const fan = await stage.visitor(options)
      const { page } = fan
      const look = async (name: string) => {
        if (PICTURES) {
          const path = `${PICTURES}/top-ups-${name}-${options.colorScheme}.png`
          await page.screenshot({ path, fullPage: true })
        }
        assert.deepEqual(await flaws(page), [], name)
      }
      await page.goto('/sign-up')
      await fan.signsUp()
      await page.goto('/top-ups')
      await page.getByText('No card is saved.').waitFor()
      await look('empty')

      const sessions = stripe.world.sessions.all().length
      // Stripe's page would be another site; here its answer is enough.
      await page.route(`${stripe.base}/**`, (route) => route.fulfill({ body: 'Stripe' }))
      await page.getByRole('button', { name: 'Save a card' }).click()
      await until(() => stripe.world.sessions.all().length > sessions, { what: 'the page' })
      const session = stripe.world.sessions.all().at(-1)
      stripe.deeds.pay(session?.id ?? '')
      await page.goto('/top-ups?saved=1')
      await page.getByText('Your card is saved.').waitFor()
      await look('card')

      await page.getByLabel('Pack').selectOption('popular')
      await page.getByLabel('Buy when I have less than').selectOption('100')
      await page.getByLabel(/At most in a month/).fill('20')
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByText('never for more than $20.00 in a month').waitFor()
      await look('terms')
      await page.getByRole('button', { name: 'I agree, turn it on' }).click()
      await page.getByText('Automatic top-up is on.').waitFor()
      await look('on')

      // The minute is over: the schedule's next turn has come.
      await stage.database.query(
        `insert into outbox (topic, key, payload) values ('payments.run_top_ups', $1, '{}')`,
        [`test:${options.colorScheme}`]
      )
      const charges = () =>
        stripe.world.intents
          .all()
          .filter((one) => one.customer === session?.customer && one.status === 'succeeded')
      await until(() => charges().length > 0, { within: BOUGHT_WITHIN, what: 'a purchase' })
      const to = `${stage.program.url}/webhooks/stripe`
      assert.deepEqual([...new Set(await stripe.deliver({ to, copies: 2 }))], [200])
      await until(
        async () => {
          await page.goto('/receipts')
          return (await page.getByText('$4.99').count()) > 0
        },
        { within: 30_000, what: 'the receipt' }
      )
      assert.lengthOf(charges(), 1)
    })
})
