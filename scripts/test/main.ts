/*
 * Every check, then every suite; a few processes at a time, each with a database of its own.
 *
 *   npm test                               all of it
 *   npm test -- --only=plugins/ledger      the tests of one folder (several: separated by commas)
 *   npm test -- --only=checks              the checks alone
 *   npm test -- --workers=4                processes at a time
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { specPaths } from '#tests/support/specs'
import { intoBatches } from './batches.js'
import { BUILD, CHECKS, runCheck, type Check } from './checks.js'
import { startDatabases } from './databases.js'
import type { Outcome } from './outcome.js'
import { conclude, tell } from './report.js'
import { runBatch } from './suites.js'

const { values } = parseArgs({
  options: { only: { type: 'string' }, workers: { type: 'string' } },
})
const only = values.only?.split(',')
/** One more than there are processors: a suite that drives programs and browsers waits for them most of its time. */
const workers = Number(values.workers ?? availableParallelism() + 1)
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const begun = performance.now()
const outcomes: Outcome[] = []

const files = await chosenFiles()
const needsBuild = files.some((file) => file.startsWith('tests/e2e/'))
const areSourcesChecked = !only || only.includes('checks')
await runAll([...(areSourcesChecked ? CHECKS : []), ...(needsBuild ? [BUILD] : [])], runOneCheck)
if (files.length > 0) {
  const databases = await startDatabases(stop.signal)
  try {
    await runAll(intoBatches(files), (batch) => runBatch(batch, databases, stop.signal))
  } finally {
    await databases.stop()
  }
}

const good = conclude(
  outcomes.flatMap(({ results }) => results),
  { strict: process.env.CI === 'true', duration: performance.now() - begun }
)
process.exit(good && !stop.signal.aborted ? 0 : 1)

async function chosenFiles(): Promise<string[]> {
  const all = await specPaths()
  if (!only) return all
  const folders = only.filter((name) => name !== 'checks')
  const chosen = all.filter((file) => folders.some((folder) => file.startsWith(folder)))
  if (folders.length > 0 && chosen.length === 0) {
    process.stderr.write(`No test file begins with ${folders.join(' or ')}\n`)
    process.exit(1)
  }
  return chosen
}

function runOneCheck(check: Check): Promise<Outcome> {
  return runCheck(check, stop.signal)
}

/** Works through a list, several at a time, and tells of each as it ends. */
async function runAll<T>(jobs: readonly T[], run: (job: T) => Promise<Outcome>): Promise<void> {
  const queue = [...jobs]
  const work = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      if (stop.signal.aborted) return
      const outcome = await run(job)
      outcomes.push(outcome)
      tell(outcome)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
}
