/**
 * Paid replies through the ledger's service against pgbench calling two hand-written functions, in turns on the
 * same server: 10,000 fans, one platform account, durable commits. pgbench waits for the disk at the hold and at the
 * capture, the ledger at the capture alone (ADR 43).
 */
import { pathToFileURL } from 'node:url'
import { describeResult, median } from '../result.js'
import type { BenchResult } from '../result.js'
import { openCreators, openStage, settle } from './stage.js'
import type { Stage } from './stage.js'
import { runReplies } from './replies.js'
import { hasPgbench, openYard, runYardstick } from './yardstick.js'

const FANS = 10_000
const SECONDS = Number(process.env.LEDGER_BENCH_SECONDS ?? 4)
const ROUNDS = 3

/**
 * Microseconds that every commit waits in the slow runs, as on a network disk. Postgres waits before it flushes, so
 * whoever commits meanwhile rides along: a kinder slow disk to pgbench's many sessions than a real one, and the longer
 * it is, the nearer everybody comes to one commit of all callers per wait. With the flush itself it comes to 2.7 ms.
 */
const SLOW_FLUSH = 2_000

const LIMITS = [
  { callers: 16, atLeast: 0.85 },
  { callers: 128, atLeast: 1.5 },
] as const

const rate = (perSecond: number): string => `${Math.round(perSecond)}/s`

async function againstYardstick(
  stage: Stage,
  creators: readonly string[],
  flush: string
): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const { callers, atLeast } of LIMITS) {
    const rounds: { ours: number; yard: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const yard = await runYardstick(stage.url, {
        clients: callers,
        seconds: SECONDS,
        fans: FANS,
        creators: creators.length,
      })
      const ours = await runReplies(stage, { callers, seconds: SECONDS, creators })
      rounds.push({ ours, yard })
    }
    results.push({
      name: `ledger: paid replies at ${callers} callers${flush}`,
      ratio: median(rounds.map(({ ours, yard }) => ours / yard)),
      limit: { atLeast },
      detail: `${rate(median(rounds.map(({ ours }) => ours)))}, pgbench ${rate(median(rounds.map(({ yard }) => yard)))}`,
    })
  }
  return results
}

async function manyCreators(
  stage: Stage,
  one: readonly string[],
  hundred: readonly string[],
  flush: string
): Promise<BenchResult> {
  const rounds: { alone: number; many: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await runReplies(stage, { callers: 128, seconds: SECONDS, creators: one })
    const many = await runReplies(stage, { callers: 128, seconds: SECONDS, creators: hundred })
    rounds.push({ alone, many })
  }
  return {
    name: `ledger: one creator against a hundred, 128 callers${flush}`,
    ratio: median(rounds.map(({ alone, many }) => alone / many)),
    limit: { atLeast: 0.9 },
    detail: `${rate(median(rounds.map(({ alone }) => alone)))}, ${rate(median(rounds.map(({ many }) => many)))} with a hundred`,
  }
}

/** Makes each commit of the database's new sessions wait, and closes the old ones. */
async function slowFlush(stage: Stage): Promise<void> {
  const name = new URL(stage.url).pathname.slice(1)
  await stage.sql(`alter database ${name} set commit_delay = ${SLOW_FLUSH}`)
  await stage.sql(`alter database ${name} set commit_siblings = 0`)
  await stage.database.manager.closeAll()
}

export async function run(): Promise<BenchResult[]> {
  if (!(await hasPgbench())) {
    process.stderr.write('skipped: ledger: paid replies (pgbench is not on the PATH)\n')
    return []
  }
  const stage = await openStage(FANS)
  try {
    await openYard(stage, FANS)
    const one = await openCreators(stage, 1)
    const hundred = await openCreators(stage, 100)
    await runReplies(stage, { callers: 64, seconds: 1, creators: hundred })
    await settle(stage)
    const results = await againstYardstick(stage, one, '')
    results.push(await manyCreators(stage, one, hundred, ''))
    await slowFlush(stage)
    results.push(...(await againstYardstick(stage, one, ', slow flush')))
    results.push(await manyCreators(stage, one, hundred, ', slow flush'))
    return results
  } finally {
    await stage.drop()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const result of await run()) process.stdout.write(`${describeResult(result)}\n`)
}
