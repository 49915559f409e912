/* Runs one benchmark on a database of its own, for benchmarks/run.ts, which it sends the results. */
import { scratchDatabase } from '#tests/support/scratch_database'
import { BENCHMARKS } from './list.js'

const benchmark = await BENCHMARKS[process.argv[2] ?? '']?.()
if (!benchmark) throw new Error(`There is no benchmark ${process.argv[2]}`)
const database = await scratchDatabase()
try {
  process.send?.(await benchmark(database.url))
} finally {
  await database.drop()
}
process.exit()
