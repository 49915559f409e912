import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright'

/** Why the suites were skipped, as it is reported. */
export const NO_CHROMIUM = 'there is no chromium on the PATH, and CHROMIUM_PATH names none'

/** What a suite needs of a browser beside pages. */
export interface BrowserNeeds {
  /** The whole of Chromium records; its headless shell has no media devices. */
  microphone?: boolean
}

/** The shell is the same browser without what only a screen needs, and takes two thirds of the processor. */
const programsFor = ({ microphone = false }: BrowserNeeds): string[] =>
  microphone ? ['chromium'] : ['chromium-headless-shell', 'chromium']

/** It runs as root, without a screen, and calls nobody. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that hums: a test machine has none.
  '--use-fake-device-for-media-stream',
]

/** Whether there is a browser to start. With `CI=true` there must be: a missing one fails the tests. */
export async function hasChromium(needs: BrowserNeeds = {}): Promise<boolean> {
  return process.env.CI === 'true' || (await chromiumPath(needs)) !== null
}

export async function launchChromium(needs: BrowserNeeds = {}): Promise<Browser> {
  const executablePath = await chromiumPath(needs)
  if (!executablePath) throw new Error(NO_CHROMIUM)
  return chromium.launch({ executablePath, args: ARGUMENTS })
}

async function chromiumPath(needs: BrowserNeeds): Promise<string | null> {
  const named = process.env.CHROMIUM_PATH
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = named
    ? [named]
    : programsFor(needs).flatMap((program) => folders.map((folder) => join(folder, program)))
  for (const candidate of candidates) {
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false
    )
    if (found) return candidate
  }
  return null
}
