import { test } from '@japa/runner'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

const CHAT = JSON.stringify({
  messages: [
    { type: 'message', from: 'Ana Ruiz', text: 'Where were you last night?' },
    { type: 'message', from: 'Bruno', text: 'At the lighthouse.' },
  ],
})

test.group('Giving a persona something to read, in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('files are added, read and taken away: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const creator = await stage.visitor(options)
      const { page } = creator
      const photograph = async (name: string) => {
        const folder = process.env.SCREENSHOTS
        const path = `${folder}/knowledge-${name}-${options.viewport.width}.png`
        if (folder) await page.screenshot({ path, fullPage: true })
      }
      const adds = async (name: string, content: string) => {
        const buffer = Buffer.from(content)
        await page
          .getByLabel('Text, Markdown')
          .setInputFiles({ name, mimeType: 'text/plain', buffer })
        const loaded = page.waitForEvent('load')
        await page.getByRole('button', { name: 'Add it' }).click()
        await loaded
      }
      const shows = (text: string) =>
        until(
          async () => {
            await page.reload()
            return page.getByText(text).isVisible()
          },
          { within: 60_000, what: text }
        )
      await page.goto('/sign-up')
      await creator.signsUp()
      await page.goto('/create')
      await page.getByRole('button', { name: 'I accept' }).click()
      await page.getByLabel('Name').fill('Nora Lind')
      await page.getByLabel('Tagline').fill('Keeps the harbour lights')
      await page.getByLabel('Description').fill('She watches the tide.')
      await page.getByLabel('Greeting').fill('You are late.')
      await page.getByRole('button', { name: 'Make the draft' }).click()
      await page.getByRole('link', { name: 'What it has read' }).click()
      await page.getByRole('heading', { name: 'What Nora Lind has read' }).waitFor()
      assert.deepEqual(await findings(page), [], 'nothing read yet')

      await adds('isle of Skarra.md', '# The isle\nThe lighthouse burned down in 1911.')
      await page.getByText('is being read now').waitFor()
      await shows('1 passage, 46 characters')
      await adds('result.json', CHAT)
      await page.getByLabel('Who in it is Nora Lind?').selectOption('Bruno (1)')
      assert.deepEqual(await findings(page), [], 'who speaks')
      await photograph('speakers')
      await page.getByRole('button', { name: 'Add it' }).click()
      await page.getByText('is being read now').waitFor()
      await adds('a scan whose name is really very long, as names of scans are.pdf', '%PDF-1.7')
      await shows('the file is damaged or cut short')
      await shows('3 of 50 files, 2 of 5,000 passages')
      assert.deepEqual(await findings(page), [], 'three files')
      await photograph('files')
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      assert.isFalse(wide, 'nothing hangs over the edge')

      await page.getByRole('button', { name: 'Take away isle of Skarra.md' }).click()
      await page.getByText('It is gone, and so are its passages.').waitFor()
      assert.equal(await page.getByText('isle of Skarra.md').count(), 0)
    })
})
