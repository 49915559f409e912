/** Spec files, run by japa in processes of their own. */
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'
import type { Result } from '#tests/support/result_lines'
import type { Databases } from './databases.js'
import { plainResult, type Outcome } from './outcome.js'
import { runProcess, type Ended } from './process.js'

/** Longest time of one process, milliseconds. */
const LIMIT_MS = 420_000

export async function runBatch(
  files: readonly string[],
  databases: Databases,
  signal: AbortSignal
): Promise<Outcome> {
  const url = await databases.fresh()
  const ended = await runProcess([process.execPath, '--import', '#typescript', 'bin/test.ts'], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      TEST_DATABASE_IS_MIGRATED: '1',
      TEST_DATABASE_TEMPLATE: databases.template,
      TEST_FILES: files.join(','),
      TEST_RESULTS: 'lines',
      // What one process compiled, the next ones need not: a third of the time in which the program is ready.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', APP_ROOT)),
    },
    limitMs: LIMIT_MS,
    signal,
  })
  await databases.drop(url)
  return {
    name: files.join(' '),
    results: resultsOf(files, ended),
    output: ended.output,
    duration: ended.duration,
  }
}

function resultsOf(files: readonly string[], ended: Ended): Result[] {
  const results = ended.results
    .split('\n')
    .filter((line) => line !== '')
    // Written by `result_lines.ts` in the process that just ended.
    .map((line) => JSON.parse(line) as Result)
  const failed = results.some(({ outcome }) => outcome === 'failed')
  const broken = howItBroke(ended)
  if (broken && !failed) {
    results.push(plainResult(files.join(' '), broken, 'failed', ended.duration, ended.output))
  }
  for (const file of files) {
    if (!broken && !results.some((result) => result.file === file)) {
      results.push(plainResult(file, 'no test ran', 'failed', 0, 'A spec file without a test'))
    }
  }
  return results
}

function howItBroke({ timedOut, code, signal }: Ended): string | null {
  if (timedOut) return `the process did not end within ${LIMIT_MS / 1000} s`
  if (signal) return `the process was ended by ${signal}`
  return code === 0 ? null : `the process ended with ${code}`
}
