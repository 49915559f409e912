import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds, as one line each. */
export async function findings(page: Page): Promise<string[]> {
  // Words may be there before the style sheets are, after a form was sent for instance.
  await page.waitForLoadState('load')
  const source = await readFile(axeSource, 'utf8')
  // The debugger may do what the page's own policy forbids to scripts.
  await page.evaluate(source)
  const results = await page.evaluate<AxeResults>('axe.run(document)')
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`)
  )
}
