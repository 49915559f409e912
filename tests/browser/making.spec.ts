import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { findings } from '#tests/browser/support/axe'
import { hasChromium, NO_CHROMIUM } from '#tests/browser/support/chromium'
import { LOOKS } from '#tests/browser/support/looks'
import { Stage } from '#tests/browser/support/stage'
import type { ChatPage } from '#tests/browser/support/chat_page'
import * as cards from '#tests/fixtures/cards/cards'
import { base64Of, png, text, textInPng } from '#tests/fixtures/cards/files'
import { until } from '#tests/support/until'

const skip = !(await hasChromium())

/** A picture of the page for people to look at, where a folder for them is named. */
async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/making-${name}.png`, fullPage: true })
}

async function becomesCreator(visitor: ChatPage): Promise<void> {
  const { page } = visitor
  await page.goto('/sign-up')
  await visitor.signsUp()
  await page.goto('/create')
  await page.getByRole('button', { name: 'I accept' }).click()
  await page.getByRole('heading', { name: 'Make a persona' }).waitFor()
}

test.group('Making a persona in a browser', (group) => {
  let stage: Stage
  group.setup(async () => {
    if (!skip) stage = await Stage.build()
    return () => stage?.strike()
  })

  test('from becoming a creator to a fan’s first talk: {colorScheme}, {viewport.width} px')
    .with(LOOKS)
    .skip(skip, NO_CHROMIUM)
    .timeout(120_000)
    .run(async ({ assert }, options) => {
      const look = `${options.colorScheme}-${options.viewport.width}`
      const maker = await stage.visitor(options)
      const { page } = maker
      await page.goto('/sign-up')
      await maker.signsUp()
      await page.goto('/create')
      assert.deepEqual(await findings(page), [], 'becoming a creator')
      await photograph(page, `become-${look}`)
      await page.getByRole('button', { name: 'I accept' }).click()

      await page.getByLabel('Name').fill('Nora Lind')
      await page.getByLabel('Tagline').fill('Keeps the harbour lights')
      await page.getByLabel('Description').fill('Nora <b>watches</b> the tide, and the people.')
      await page.getByLabel('Greeting').fill('You are late, {{user}}. The tide is not.')
      assert.deepEqual(await findings(page), [], 'the form')
      await photograph(page, `new-${look}`)
      await page.getByRole('button', { name: 'Make the draft' }).click()
      await page.getByText('Nora Lind is a draft now').waitFor()
      assert.deepEqual(await findings(page), [], 'the draft')

      await page.getByLabel('Warmth').fill('95')
      await page.getByText('deeply tender').waitFor()
      await photograph(page, `edit-${look}`)
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Saved.').waitFor()
      assert.equal(await page.getByLabel('Warmth').inputValue(), '95')

      await page.getByLabel(/^PNG, JPEG or WebP/).setInputFiles({
        name: 'nora.png',
        mimeType: 'image/png',
        buffer: Buffer.from(png([], 96)),
      })
      await page.getByRole('button', { name: 'Use this picture' }).click()
      await page.getByText('That is its picture now').waitFor()
      const width = () =>
        page
          .locator('.making-head img')
          .evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))
      await until(async () => (await width()) === 96, { what: 'the picture itself' })

      await page.getByRole('link', { name: 'Lorebook' }).click()
      await page.getByLabel('Words that bring it up').fill('lamp, lantern')
      await page.getByLabel('What it then knows').fill('The lamp is green on Sundays.')
      await page.getByRole('button', { name: 'Add an entry' }).click()
      await page.getByText('Saved.').waitFor()
      await page.getByText('lamp, lantern').click()
      assert.deepEqual(await findings(page), [], 'the lorebook')
      await photograph(page, `lorebook-${look}`)

      await page.getByRole('link', { name: 'Edit Nora Lind' }).click()
      await page.getByRole('button', { name: 'Publish' }).click()
      await page.getByText('is published!').waitFor()
      const address = await page.getByRole('link', { name: 'Its page' }).getAttribute('href')

      const fan = await stage.visitor(options)
      await fan.page.goto(address ?? '')
      assert.include(await fan.page.locator('main').innerText(), 'Nora <b>watches</b> the tide')
      assert.deepEqual(await findings(fan.page), [], 'its page')
      await photograph(fan.page, `show-${look}`)
      await fan.page.getByRole('link', { name: 'Talk to Nora Lind' }).click()
      await fan.settled()
      assert.include(await fan.text(), 'The tide is not')

      await page.goto('/personas/mine')
      assert.deepEqual(await findings(page), [], 'one’s personas')
      await photograph(page, `mine-${look}`)
      assert.deepEqual([...maker.complaints, ...fan.complaints], [])
    })

  test('a card comes in and goes out, and a broken one is refused in words')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const maker = await stage.visitor()
      const { page } = maker
      await becomesCreator(maker)
      const whole = png([text('chara', base64Of(cards.V2))])
      const send = async (bytes: Uint8Array) => {
        await page.goto('/personas/import')
        const file = { name: 'mira.png', mimeType: 'image/png', buffer: Buffer.from(bytes) }
        await page.getByLabel('The card’s file').setInputFiles(file)
        await page.getByRole('button', { name: 'Import it' }).click()
      }
      await send(whole.slice(0, 700))
      await page.getByRole('alert').getByText('This file ends too early').waitFor()
      assert.deepEqual(await findings(page), [], 'a refused file')
      await photograph(page, 'refused')

      await send(whole)
      await page.getByText('is imported as a draft').waitFor()
      assert.equal(await page.getByLabel('Name').inputValue(), cards.V2_DATA.name)
      await photograph(page, 'imported')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Picture (PNG)' }).click(),
      ])
      const exported = await readFile(await download.path())
      const chara = Buffer.from(textInPng(exported, 'chara') ?? '', 'base64').toString()
      assert.deepEqual(JSON.parse(chara), cards.V2)
    })

  test('two windows lose no words')
    .skip(skip, NO_CHROMIUM)
    .timeout(60_000)
    .run(async ({ assert }) => {
      const maker = await stage.visitor()
      const { page } = maker
      await becomesCreator(maker)
      await page.getByLabel('Name').fill('Twice Told')
      for (const field of ['Tagline', 'Description', 'Greeting']) {
        await page.getByLabel(field).fill('words')
      }
      await page.getByRole('button', { name: 'Make the draft' }).click()
      await page.getByText('is a draft now').waitFor()
      const other = await page.context().newPage()
      await other.goto(page.url())
      await other.getByLabel('Tagline').fill('from the other window')
      await other.getByRole('button', { name: 'Save', exact: true }).click()
      await other.getByText('Saved.').waitFor()

      await page.getByLabel('Tagline').fill('from this window')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('changed on another device').waitFor()
      assert.equal(await page.getByLabel('Tagline').inputValue(), 'from this window')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Saved.').waitFor()
      assert.equal(await page.getByLabel('Tagline').inputValue(), 'from this window')
    })
})
