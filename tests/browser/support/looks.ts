import type { Page } from 'playwright'
import { findings } from '#tests/browser/support/axe'
import { DESKTOP, PHONE } from '#tests/browser/support/stage'

/** How pages are looked at: by day at a desk, and by night on a phone. */
export const LOOKS: { colorScheme: 'light' | 'dark'; viewport: typeof PHONE }[] = [
  { colorScheme: 'light', viewport: DESKTOP },
  { colorScheme: 'dark', viewport: PHONE },
]

/** Whether something sticks out at the side, so that the page would scroll sideways. */
export const isCutOff = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth'
  )

/** What is wrong with how a page looks, as one line each: what axe finds, and what is cut off at the side. */
export async function flaws(page: Page): Promise<string[]> {
  const found = await findings(page)
  return (await isCutOff(page)) ? [...found, 'something is cut off at the side'] : found
}
