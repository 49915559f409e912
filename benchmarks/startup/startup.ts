/**
 * Time from `node` to ready, and memory at rest: the production build against a bare AdonisJS application,
 * both on a database that is there already.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { APP_ROOT } from '#start/root'
import { bareEnvironment } from '#tests/support/environment'
import { freePort } from '#tests/support/free_port'
import { isReady } from '#tests/support/program'
import { writeBareApp } from './bare_app.js'
import { median, type BenchResult } from '../result.js'

const ROUNDS = 5

/** Asked for this often whether it is ready, milliseconds. */
const ASK_EVERY_MS = 5

/** What was needed for the start has been let go after this time at rest, milliseconds. */
const REST_MS = 5_000

interface Start {
  /** Milliseconds. */
  ready: number
  /** Resident, MiB. */
  memory: number
}

export async function run(databaseUrl: string): Promise<BenchResult[]> {
  const build = await builds()
  const bare = await writeBareApp()
  try {
    const whole = () => start(build, ['ace.js', 'serve', '--all'], databaseUrl)
    const web = () => start(build, ['ace.js', 'serve'], databaseUrl)
    // The first of each reads the files from disk, keeps what it compiled, and makes the tables and the demonstration data.
    await whole()
    await web()
    await start(bare.folder, ['bin/server.js'], databaseUrl)
    const starts: { bare: Start; whole: Start; web: Start }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      starts.push({
        bare: await start(bare.folder, ['bin/server.js'], databaseUrl),
        whole: await whole(),
        web: await web(),
      })
    }
    const result = (which: 'whole' | 'web', what: keyof Start, atMost: number): BenchResult => {
      const unit = what === 'ready' ? 'ms' : 'MiB'
      const middle = (who: 'whole' | 'web' | 'bare') => median(starts.map((one) => one[who][what]))
      return {
        name: `start-up: ${which === 'whole' ? 'the whole program' : 'the web process'}, ${what}`,
        ratio: middle(which) / middle('bare'),
        limit: { atMost },
        detail: `${middle(which).toFixed(0)} ${unit}, a bare AdonisJS app ${middle('bare').toFixed(0)} ${unit}`,
      }
    }
    return [
      result('web', 'ready', 2.5),
      result('web', 'memory', 2),
      result('whole', 'ready', 2.5),
      result('whole', 'memory', 2),
    ]
  } finally {
    await bare.remove()
  }
}

/** What is measured is what stands in the sources now. */
async function builds(): Promise<string> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'], {
    cwd: fileURLToPath(APP_ROOT),
  })
  return fileURLToPath(new URL('build', APP_ROOT))
}

async function start(folder: string, args: string[], databaseUrl: string): Promise<Start> {
  const port = String(await freePort())
  const begun = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...bareEnvironment(), NODE_ENV: 'production', PORT: port, DATABASE_URL: databaseUrl },
    stdio: 'ignore',
  })
  try {
    const url = `http://127.0.0.1:${port}`
    while (!(await isReady(url))) {
      if (child.exitCode !== null) throw new Error(`${folder} did not start`)
      await wait(ASK_EVERY_MS)
    }
    const ready = performance.now() - begun
    await wait(REST_MS)
    return { ready, memory: await residentMemory(child) }
  } finally {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
  }
}

/** MiB; proc(5) gives it in kB. */
async function residentMemory(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}
