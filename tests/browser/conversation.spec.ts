import { test } from '@japa/runner'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { DESKTOP, PHONE, Stage } from '#tests/browser/support/stage'

/** A standard reply costs 2 of the 50 welcome coins; one more finds the wallet empty. */
const PAID_REPLIES = 25
const skip = !(await hasChromium())

test.group('A fan in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('guest, limit, joining, paid replies until the coins are gone ({width} px wide)')
    .with([PHONE, DESKTOP])
    .skip(skip, NO_CHROMIUM)
    .timeout(180_000)
    .run(async ({ assert }, viewport) => {
      const fan = await stage.visitor({ viewport })
      await fan.page.goto('/')
      await fan.page.getByRole('link', { name: 'Talk to Luna' }).click()
      await fan.settled()
      assert.include(await fan.text(), 'AI')

      for (const words of ['Good evening, Luna!', 'What do you see?', 'And the moon?']) {
        await fan.says(words)
      }
      await fan.says('Do you have one more story?')
      assert.match(await fan.text(), /used your 3 free replies\. The next one is yours in 2[34] h/)

      await fan.page
        .getByRole('link', { name: /Join and get 50 coins/ })
        .last()
        .click()
      await fan.signsUp()
      assert.include(await fan.text(), 'Good evening, Luna!')

      await untilWelcomed(fan)
      await fan.says('Here I am, with coins.')
      assert.match(
        await fan.lastMessage.innerText(),
        /costs 2 coins \(\$0\.02\); you have 50 coins/
      )
      await fan.presses(/Yes, 2 coins a reply/)
      assert.equal(await fan.lastMessage.getAttribute('data-kind'), 'stream')

      const count = viewport === PHONE ? PAID_REPLIES : 2
      for (let reply = 2; reply <= count; reply++) await fan.says(`Tell me thing number ${reply}.`)
      await fan.says('/balance')
      assert.include(await fan.text(), viewport === PHONE ? '0 coins' : '46 coins')

      if (viewport === PHONE) {
        await fan.says('And one more?')
        assert.include(await fan.text(), 'That is not enough')
        assert.isTrue(await fan.page.getByRole('button', { name: 'Get coins' }).last().isVisible())
      }
      assert.deepEqual(fan.complaints, [])
    })
})

/** The welcome coins come with a job right after joining. */
async function untilWelcomed(fan: Awaited<ReturnType<Stage['visitor']>>): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    await fan.says('/balance')
    if ((await fan.lastMessage.innerText()).includes('50')) return
  }
  throw new Error('The welcome coins did not come')
}
