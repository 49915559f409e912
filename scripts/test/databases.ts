/** A database per test process: copies of one that is migrated once. */
import pg from 'pg'
import { bareEnvironment } from '#tests/support/environment'
import { startThrowawayPostgres } from '#tests/support/throwaway_postgres'
import { runProcess } from './process.js'

const TEMPLATE = 'greenroom_template'

/** Longest time of the migrations, milliseconds. */
const MIGRATE_LIMIT_MS = 120_000

export interface Databases {
  /** The name of the migrated one: nobody is connected to it. */
  template: string
  /** Makes a migrated database of its own and gives its address. */
  fresh(): Promise<string>
  drop(url: string): Promise<void>
  stop(): Promise<void>
}

export async function startDatabases(signal: AbortSignal): Promise<Databases> {
  const server = await startThrowawayPostgres()
  const addressOf = (name: string) => Object.assign(new URL(server.url), { pathname: name }).href
  const admin = new pg.Client({ connectionString: addressOf('postgres') })
  await admin.connect()
  let made = 0
  try {
    await admin.query(`create database ${TEMPLATE}`)
    await migrate(addressOf(TEMPLATE), signal)
  } catch (error) {
    await admin.end()
    await server.stop()
    throw error
  }
  return {
    template: TEMPLATE,
    async fresh() {
      const name = `test_${++made}`
      await admin.query(`create database ${name} template ${TEMPLATE}`)
      return addressOf(name)
    },
    async drop(url) {
      const name = pg.escapeIdentifier(new URL(url).pathname.slice(1))
      await admin.query(`drop database if exists ${name} with (force)`)
    },
    async stop() {
      await admin.end()
      await server.stop()
    },
  }
}

async function migrate(url: string, signal: AbortSignal): Promise<void> {
  const ended = await runProcess([process.execPath, 'ace.js', 'migration:run', '--force'], {
    env: { ...bareEnvironment(), DATABASE_URL: url },
    limitMs: MIGRATE_LIMIT_MS,
    signal,
  })
  if (ended.code !== 0) throw new Error(`The migrations failed:\n${ended.output}`)
}
