import type { Page } from 'playwright'

/** Says something to the coach, and waits for the whole answer. */
export async function saysToCoach(page: Page, text: string): Promise<void> {
  const answers = page.locator('#log > .is-bot')
  const before = await answers.count()
  await page.getByLabel('Your message to the coach').fill(text)
  await page.keyboard.press('Enter')
  await page.locator(`#log > .is-bot >> nth=${before}`).waitFor()
  await page.locator('#log:not(:has(.streaming)):not(:has(.is-pending))').waitFor()
}
