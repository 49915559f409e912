/** The whole program, or one process of it, as a child: for tests that start, stop and kill it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'
import { bareEnvironment } from '#tests/support/environment'
import { freePort } from '#tests/support/free_port'
import { until } from '#tests/support/until'

/** The whole program has this long to be ready, milliseconds: it may have to make its database first. */
const READY_WITHIN_MS = 60_000

export interface ProgramOptions {
  /** Settings beside the bare ones; an undefined one is taken away. */
  env?: Readonly<Record<string, string | undefined>>
  /** What follows `node ace`; by default `serve --all`. */
  command?: readonly string[]
  /** The script that is run with it; by default `ace.js`. */
  script?: string
  /** The checkout, or a copy of it; by default this checkout. */
  folder?: string
  /** A line of its output that says it is ready; by default the health page is asked. */
  readyWhen?: RegExp
}

export interface Program {
  /** Where its web server listens, without a slash at the end. */
  url: string
  pid: number
  /** Everything it printed so far, standard output and error. */
  output(): string
  /** Asks it to stop as a service manager does, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<Exit>
  /** Ends it as a power cut does. */
  kill(): Promise<Exit>
  /** Resolves when it has ended. */
  ended: Promise<Exit>
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Starts a process without waiting for anything. */
export async function launch(options: ProgramOptions = {}): Promise<Program> {
  const port = options.env?.PORT ?? String(await freePort())
  const folder = options.folder ?? fileURLToPath(APP_ROOT)
  const env = { ...bareEnvironment(), NODE_ENV: 'production', PORT: port, ...options.env }
  const command = options.command ?? ['serve', '--all']
  const child = spawn(process.execPath, [join(folder, options.script ?? 'ace.js'), ...command], {
    cwd: folder,
    env: withoutUndefined(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  }
  const ended = exitOf(child)
  const signal = (name: NodeJS.Signals) => {
    child.kill(name)
    return ended
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output: () => chunks.join(''),
    stop: (name = 'SIGTERM') => signal(name),
    kill: () => signal('SIGKILL'),
    ended,
  }
}

/** Starts a process and waits until it is ready. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const program = await launch(options)
  let exit: Exit | null = null
  void program.ended.then((how) => (exit = how))
  try {
    await until(
      () => {
        if (exit) throw new Error(`It ended at once: ${JSON.stringify(exit)}`)
        const { readyWhen } = options
        return readyWhen ? readyWhen.test(program.output()) : isReady(program.url)
      },
      { within: READY_WITHIN_MS, what: 'the program to be ready' }
    )
    return program
  } catch (error) {
    await program.kill()
    throw new Error(`${String(error)}\n${program.output()}`, { cause: error })
  }
}

/** Whether the health page says so. */
export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok
  } catch {
    return false
  }
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  await once(child, 'close')
  return { code: child.exitCode, signal: child.signalCode }
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
}
