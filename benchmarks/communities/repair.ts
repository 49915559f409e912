/**
 * Looking through a Discord server of 100,000 members over the wire, killed half-way and taken up by another process:
 * calls that were made against the least that could have been, and the memory that it took.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '#tests/support/until'
import { median, type BenchResult } from '../result.js'
import { PROGRAM_SETTINGS, type Said } from '../support/subject.js'
import type { Checked, Counted, Drift, Opened, ServerOrder } from './full_server.js'
import type { Repaired, RepairOrder } from './repair_program.js'

const DRIFT: Drift = { members: 100_000, lockedOut: 1_000, ended: 500, strangers: 500 }
const CHANGES = DRIFT.lockedOut + DRIFT.ended + DRIFT.strangers
/** Members on a page; the owner and the bot are in the server too (docs.discord.com: List Guild Members). */
const PAGE = 1_000
const LEAST = Math.ceil((DRIFT.members + 2) / PAGE) + CHANGES
/** The first process is killed after so many pages. */
const KILLED_AFTER = 50
/** By then a dead process has lost its claim, seconds. */
const LATER = 600
const READY_MS = 300_000

/** @param databaseUrl an empty database whose commits are durable */
export async function benchRepair(databaseUrl: string): Promise<BenchResult[]> {
  const server = start(
    'full_server.ts',
    {},
    [DRIFT.members, DRIFT.lockedOut, DRIFT.ended, DRIFT.strangers].map(String)
  )
  const opened = await next<Opened>(server)
  const environment = {
    ...PROGRAM_SETTINGS,
    DATABASE_URL: databaseUrl,
    DISCORD_API_ROOT: opened.apiRoot,
    DISCORD_BOT_TOKEN: opened.token,
  }
  try {
    const first = await program(environment)
    await tell(first, { do: 'fill', opened, drift: DRIFT })
    first.send({ do: 'repair', laterSeconds: 0 } satisfies RepairOrder)
    await until(async () => (await ask<Counted>(server, { do: 'count' })).lists >= KILLED_AFTER, {
      within: READY_MS,
      what: 'half of the pages',
    })
    const died = once(first, 'exit')
    first.kill('SIGKILL')
    await died

    const second = await program(environment)
    const repaired = await tell(second, { do: 'repair', laterSeconds: LATER })
    second.disconnect()
    const counted = await ask<Counted>(server, { do: 'count' })
    const { wrong } = await ask<Checked>(server, { do: 'check', drift: DRIFT })
    if (wrong > 0) throw new Error(`${wrong} of ${DRIFT.members} are not as they should be`)
    if (!repaired) throw new Error('The second process did not say what it took')
    return [callsResult(counted, repaired), heapResult(repaired)]
  } finally {
    server.disconnect()
  }
}

function callsResult({ lists, changes, others }: Counted, { seconds }: Repaired): BenchResult {
  const calls = lists + changes + others
  return {
    name: `communities: calls that put ${DRIFT.members} members right, killed half-way, against the least possible`,
    ratio: calls / LEAST,
    limit: { atMost: 1.1 },
    detail: `${calls} calls (${lists} pages, ${changes} changes, ${others} others) against ${LEAST}, the second process in ${seconds.toFixed(0)} s`,
  }
}

/** What is in use at the end of the run against its beginning: it must not grow with the members. */
function heapResult({ heap }: Repaired): BenchResult {
  const quarter = Math.max(1, Math.floor(heap.length / 4))
  const [begin, end] = [median(heap.slice(0, quarter)), median(heap.slice(-quarter))]
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0)
  return {
    name: 'communities: heap in use at the end of a repair, against its beginning',
    ratio: end / begin,
    limit: { atMost: 1.25 },
    detail: `${mebibytes(end)} MiB against ${mebibytes(begin)} MiB, at most ${mebibytes(Math.max(...heap))} MiB`,
  }
}

function start(
  file: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = []
): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--import=#typescript', '--expose-gc'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

async function program(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = start('repair_program.ts', env)
  const said = await nextSaid(child)
  if (said.bench !== 'ready') throw new Error('The program is not ready')
  return child
}

async function tell(child: ChildProcess, order: RepairOrder): Promise<Repaired | null> {
  const answer = nextSaid(child)
  child.send(order)
  const said = await answer
  if (said.bench === 'done') return said.answer
  throw new Error(said.bench === 'failed' ? said.error : 'It began anew')
}

/** The framework sends messages of its own, which are passed over. */
async function nextSaid(child: ChildProcess): Promise<Said<Repaired | null>> {
  for (;;) {
    const message = await next<Said<Repaired | null> | string | object>(child)
    if (typeof message === 'object' && 'bench' in message) return message
  }
}

async function ask<T>(child: ChildProcess, order: ServerOrder): Promise<T> {
  const answer = next<T>(child)
  child.send(order)
  return answer
}

async function next<T>(child: ChildProcess): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const onExit = () => reject(new Error('A process of the benchmark ended'))
  child.once('message', resolve).once('exit', onExit)
  try {
    return await promise
  } finally {
    child.off('message', resolve).off('exit', onExit)
  }
}
