/** The program's own files, for tests that read them. */
import { glob, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'

export interface Source {
  /** Relative to the checkout. */
  path: string
  text: string
}

/** Every file that matches, sorted by path. */
export async function sources(...patterns: string[]): Promise<Source[]> {
  const root = fileURLToPath(APP_ROOT)
  const found: Source[] = []
  for await (const path of glob(patterns, { cwd: root })) {
    found.push({ path, text: await readFile(new URL(path, APP_ROOT), 'utf8') })
  }
  return found.sort((a, b) => a.path.localeCompare(b.path))
}

/** The folder of a plugin or of a bot that a path lies in, for instance `plugins/ledger`; else null. */
export function areaOf(path: string): string | null {
  return /^(?:plugins|bots)\/[^/]+(?=\/)/.exec(path)?.[0] ?? null
}
