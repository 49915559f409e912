/** A Postgres of the tests' own, in a temporary folder; gone when they are done. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#database/embedded/server'

/** Not durable: nothing of it is to outlive the tests. What is proved about durability says so itself. */
const FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** A few test processes, their programs under test and their pools. */
const CONNECTIONS = '400'

export interface ThrowawayPostgres {
  url: string
  stop(): Promise<void>
}

/** @param options.durable commits reach the disk, as they do in production */
export async function startThrowawayPostgres(
  options: { durable?: boolean } = {}
): Promise<ThrowawayPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'greenroom-postgres-'))
  // As root, Postgres runs as a user of its own, who has to get in.
  await chmod(dataDir, 0o755)
  const server = await startEmbeddedPostgres({
    dataDir,
    database: 'greenroom_test',
    settings: { max_connections: CONNECTIONS, ...(options.durable ? {} : FORGETFUL) },
  })
  await server.own()
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
