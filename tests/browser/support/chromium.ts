import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright'

/** Why the suites were skipped, as it is reported. */
export const NO_CHROMIUM = 'there is no chromium on the PATH, and CHROMIUM_PATH names none'

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
export async function hasChromium(): Promise<boolean> {
  return process.env.CI === 'true' || (await chromiumPath()) !== null
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = await chromiumPath()
  if (!executablePath) throw new Error(NO_CHROMIUM)
  return chromium.launch({ executablePath, args: ARGUMENTS })
}

async function chromiumPath(): Promise<string | null> {
  const named = process.env.CHROMIUM_PATH
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = named ? [named] : folders.map((folder) => join(folder, 'chromium'))
  for (const candidate of candidates) {
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false
    )
    if (found) return candidate
  }
  return null
}
