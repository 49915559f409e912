/** A Postgres of the tests' own, in a temporary folder; gone when they are done. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#database/embedded/server'
import { freePort } from '#tests/support/free_port'
import { until } from '#tests/support/until'

/** Not durable: nothing of it is to outlive the tests. What is proved about durability says so itself. */
const FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** A few test processes, their programs under test and their pools. */
const CONNECTIONS = '400'

export interface ThrowawayPostgres {
  /** The same before and after a crash. */
  url: string
  /** Kills the server where it stands, as a power cut does but for what the system still writes, and starts it again. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export interface ThrowawayOptions {
  /** Commits reach the disk, as they do in production. */
  durable?: boolean
  settings?: Readonly<Record<string, string>>
}

export async function startThrowawayPostgres({
  durable = false,
  settings = {},
}: ThrowawayOptions = {}): Promise<ThrowawayPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'greenroom-postgres-'))
  // As root, Postgres runs as a user of its own, who has to get in.
  await chmod(dataDir, 0o755)
  const port = String(await freePort())
  const starts = async () => {
    const server = await startEmbeddedPostgres({
      dataDir,
      database: 'greenroom_test',
      settings: {
        max_connections: CONNECTIONS,
        port,
        ...(durable ? {} : FORGETFUL),
        ...settings,
      },
    })
    await server.own()
    return server
  }
  let server = await starts()
  return {
    url: server.url,
    async crash() {
      const [pid] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split(
        '\n'
      )
      // What Postgres calls an immediate shutdown: nothing is written any more, the next start recovers.
      process.kill(Number(pid), 'SIGQUIT')
      await until(() => !isAlive(Number(pid)), { what: 'the server to be dead' })
      server = await starts()
    },
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
