/** Where the tests are: beside what they test, and the ones over the whole program in `tests/`. */
import { glob } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'

const PLACES = [
  'app/**/*.spec.ts',
  'plugins/**/*.spec.ts',
  'bots/**/*.spec.ts',
  'tests/**/*.spec.ts',
  'benchmarks/**/*.spec.ts',
]

/** Every test file relative to the checkout, sorted. */
export async function specPaths(): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob(PLACES, { cwd: fileURLToPath(APP_ROOT) })) {
    found.push(path.replaceAll('\\', '/'))
  }
  return found.sort()
}

/** The files of this process: those that `TEST_FILES` lists, separated by commas, or all. */
export async function specs(): Promise<URL[]> {
  const listed = process.env.TEST_FILES?.split(',')
  return (listed ?? (await specPaths())).map((path) => new URL(path, APP_ROOT))
}
