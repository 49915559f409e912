/*
 * `npm run bench`: every benchmark, each against its own yardstick on this machine; `npm run bench ledger` those
 * whose name begins so. Ends with 1 when a limit is missed.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describeResult, isWithinLimit, type BenchResult } from './result.js'
import { startThrowawayPostgres } from '#tests/support/throwaway_postgres'
import { BENCHMARKS } from './list.js'

const wanted = process.argv[2] ?? ''
const names = Object.keys(BENCHMARKS).filter((name) => name.startsWith(wanted))
if (names.length === 0) {
  process.stderr.write(
    `There is no benchmark ${wanted}; there are ${Object.keys(BENCHMARKS).join(', ')}\n`
  )
  process.exit(1)
}

// Durable: what is measured is what a coin costs when it is really kept.
const postgres = await startThrowawayPostgres({ durable: true })
const results: BenchResult[] = []
let broken = false
try {
  for (const name of names) {
    process.stdout.write(`\n${name}\n`)
    const found = await measure(name)
    if (found === null) broken = true
    for (const result of found ?? []) process.stdout.write(`  ${describeResult(result)}\n`)
    results.push(...(found ?? []))
  }
} finally {
  await postgres.stop()
}

const missed = results.filter((result) => !isWithinLimit(result))
process.stdout.write(
  `\n${results.length - missed.length} of ${results.length} within their limits\n`
)
for (const result of missed) process.stdout.write(`  ${describeResult(result)}\n`)
process.exit(broken || missed.length > 0 ? 1 : 0)

/** Runs one in a process of its own, so that none is measured in the litter of another. */
async function measure(name: string): Promise<BenchResult[] | null> {
  const child = fork(fileURLToPath(new URL('one.ts', import.meta.url)), [name], {
    execArgv: ['--import', '#typescript'],
    env: { ...process.env, DATABASE_URL: postgres.url },
  })
  let found: BenchResult[] | null = null
  child.on('message', (message: BenchResult[]) => {
    found = message
  })
  await once(child, 'exit')
  return found
}
