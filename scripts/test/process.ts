import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'

export interface Ended {
  /** Standard output and error, in the order in which they came. */
  output: string
  /** What it wrote to its file descriptor 3. */
  results: string
  /** Null when a signal ended it, or when it could not be started. */
  code: number | null
  signal: NodeJS.Signals | null
  /** Milliseconds. */
  duration: number
  timedOut: boolean
}

/** A process that lingers after it was asked to end is killed, milliseconds. */
const GRACE_MS = 15_000

/** What is still in the pipes arrives within this time, unless a grandchild holds them open; milliseconds. */
const FLUSH_MS = 2_000

/** Children write to pipes; whether a person reads along in colours is known here alone. */
const COLOURS = process.stdout.isTTY
  ? { FORCE_COLOR: '1' }
  : { NO_COLOR: '1', FORCE_COLOR: undefined }

/** Runs a program in the checkout to its end, or to its time limit. */
export async function runProcess(
  [command, ...args]: readonly [string, ...string[]],
  options: { env: NodeJS.ProcessEnv; limitMs: number; signal: AbortSignal }
): Promise<Ended> {
  const begun = performance.now()
  const child = spawn(command, args, {
    cwd: fileURLToPath(APP_ROOT),
    env: { ...options.env, ...COLOURS },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const output = gather(child.stdout, child.stderr)
  const results = gather(child.stdio[3])

  let timedOut = false
  const end = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
  }
  const limit = setTimeout(() => {
    timedOut = true
    end()
  }, options.limitMs)
  options.signal.addEventListener('abort', end, { once: true })
  try {
    const closed = once(child, 'close')
    await once(child, 'exit')
    await Promise.race([closed, wait(FLUSH_MS)])
  } catch (error) {
    output.push(`${String(error)}\n`)
  } finally {
    clearTimeout(limit)
    options.signal.removeEventListener('abort', end)
  }
  return {
    output: output.join(''),
    results: results.join(''),
    code: child.exitCode,
    signal: child.signalCode,
    duration: performance.now() - begun,
    timedOut,
  }
}

function gather(...streams: readonly unknown[]): string[] {
  const chunks: string[] = []
  for (const stream of streams) {
    if (!(stream instanceof Readable)) continue
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => chunks.push(chunk))
  }
  return chunks
}
