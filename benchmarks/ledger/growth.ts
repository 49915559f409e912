/**
 * Books that have grown: a paid reply, a hot creator's balance, a fan's history and the proof of the books with ten
 * million entries against ten thousand. `LEDGER_BENCH_ENTRIES` makes it smaller.
 */
import { pathToFileURL } from 'node:url'
import { rollUp } from '#plugins/ledger/actions/roll_up'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { describeResult, median, timed } from '../result.js'
import type { BenchResult } from '../result.js'
import { writeHistory } from './history.js'
import { runReplies } from './replies.js'
import { openCreators, openStage, settle } from './stage.js'
import type { Stage } from './stage.js'

const FANS = 10_000
const ENTRIES = Number(process.env.LEDGER_BENCH_ENTRIES ?? 10_000_000)
const ENTRIES_PER_REPLY = 3
const SECONDS = Number(process.env.LEDGER_BENCH_SECONDS ?? 4)
const ROUNDS = 3
const READS = 3_000

interface Books extends Stage {
  creator: string
}

async function openBooks(replies: number): Promise<Books> {
  const stage = await openStage(FANS)
  const [creator = ''] = await openCreators(stage, 1)
  if (replies > 0) await writeHistory(stage, creator, replies)
  await settle(stage)
  return { ...stage, creator }
}

/** Milliseconds that a read takes, the middle of many, in turns on both books. */
async function compareReads(
  small: Books,
  large: Books,
  read: (books: Books, n: number) => Promise<unknown>
): Promise<{ small: number; large: number }> {
  const times = { small: [] as number[], large: [] as number[] }
  for (let n = 0; n < READS; n++) {
    times.small.push(await timed(() => read(small, n)))
    times.large.push(await timed(() => read(large, n)))
  }
  return { small: median(times.small), large: median(times.large) }
}

const ms = (milliseconds: number): string => `${milliseconds.toFixed(2)} ms`

async function compareReplies(small: Books, large: Books): Promise<BenchResult> {
  const rounds: { small: number; large: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const asked = { callers: 16, seconds: SECONDS }
    rounds.push({
      small: await runReplies(small, { ...asked, creators: [small.creator] }),
      large: await runReplies(large, { ...asked, creators: [large.creator] }),
    })
  }
  return {
    name: `ledger: a paid reply with ${ENTRIES} entries in the books, against 10 thousand`,
    ratio: median(rounds.map((round) => round.small / round.large)),
    limit: { atMost: 1.3 },
    detail: `${Math.round(median(rounds.map((round) => round.large)))}/s against ${Math.round(median(rounds.map((round) => round.small)))}/s`,
  }
}

async function compareBalances(small: Books, large: Books): Promise<BenchResult> {
  for (const books of [small, large]) await rollUp(books)
  const times = await compareReads(small, large, ({ ledger, creator }) => ledger.balance(creator))
  return {
    name: `ledger: /balance of a hot creator with ${ENTRIES} entries, against 10 thousand`,
    ratio: times.large / times.small,
    limit: { atMost: 1.3 },
    detail: `${ms(times.large)} against ${ms(times.small)}`,
  }
}

async function showHistory(small: Books, large: Books, page: number): Promise<BenchResult> {
  const times = await compareReads(small, large, ({ ledger, fans }, n) =>
    ledger.statement(fans[(n * 7) % fans.length] ?? '', page)
  )
  return {
    name: `ledger: /history, page ${page}, with ${ENTRIES} entries, against 10 thousand`,
    ratio: times.large / times.small,
    limit: null,
    detail: `${ms(times.large)} against ${ms(times.small)}`,
  }
}

async function showVerify(small: Books, large: Books): Promise<BenchResult> {
  const [least, most] = [await verifyBooks(small.database), await verifyBooks(large.database)]
  for (const report of [least, most]) {
    if (!report.ok)
      throw new Error(
        `The measured books are broken: ${JSON.stringify(report.checks.filter(({ ok }) => !ok))}`
      )
  }
  const perMillion = most.milliseconds / (most.totals.entries / 1_000_000)
  return {
    name: `ledger: ledger:verify of ${most.totals.entries} entries, against ${least.totals.entries}`,
    ratio: most.milliseconds / least.milliseconds,
    limit: null,
    detail: `${(most.milliseconds / 1000).toFixed(1)} s against ${(least.milliseconds / 1000).toFixed(1)} s, ${Math.round(perMillion)} ms per million entries`,
  }
}

export async function run(): Promise<BenchResult[]> {
  const small = await openBooks(0)
  try {
    const large = await openBooks(Math.max(1, Math.floor((ENTRIES - FANS) / ENTRIES_PER_REPLY)))
    try {
      return [
        await showHistory(small, large, 1),
        await showHistory(small, large, 50),
        await compareReplies(small, large),
        await compareBalances(small, large),
        await showVerify(small, large),
      ]
    } finally {
      await large.drop()
    }
  } finally {
    await small.drop()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const result of await run()) process.stdout.write(`${describeResult(result)}\n`)
}
