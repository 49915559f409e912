import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#tests/support/free_port'
import { programOnPath } from '#tests/support/path'
import { until } from '#tests/support/until'

/** A Redis of a test's own. */
export interface TestRedis {
  url: string
  /** Ends it as a power cut does, with everything in it. */
  kill(): Promise<void>
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Why tests that need a Redis were skipped, as it is reported. */
export const NO_REDIS = 'there is no redis-server on the PATH'

/** Whether there is a `redis-server` to start. With `CI=true` there must be: a missing one fails the tests. */
export async function hasRedis(): Promise<boolean> {
  return process.env.CI === 'true' || (await redisServer()) !== null
}

/** Starts a Redis on a free port, which keeps nothing on disk; null when there is no `redis-server`. */
export async function startRedis(): Promise<TestRedis | null> {
  const program = await redisServer()
  if (!program) {
    if (process.env.CI === 'true') throw new Error(NO_REDIS)
    return null
  }
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-redis-'))
  const start = () => launch(program, port, folder)
  let running = await start()
  const kill = async () => {
    if (running.exitCode !== null || running.signalCode !== null) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill()
      running = await start()
    },
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(program: string, port: number, folder: string): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const server = spawn(program, [...settings, '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  })
  await until(() => answers(port), { what: 'redis-server' })
  return server
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.once('data', (data) => answer(data.toString().startsWith('+PONG')))
    socket.once('error', () => answer(false))
  })
}

const redisServer = () => programOnPath('redis-server')
