import { randomUUID } from 'node:crypto'
import { IgnitorFactory } from '@adonisjs/core/factories'
import { EmitterFactory } from '@adonisjs/core/factories/events'
import { LoggerFactory } from '@adonisjs/core/factories/logger'
import app from '@adonisjs/core/services/app'
import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '@adonisjs/lucid/database'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import pg from 'pg'
import { parseBigints } from '#app/support/pg_bigint'
import { APP_ROOT, importFromRoot } from '#start/root'

/** A database with the ledger's tables and nothing else; for tests that break the books, and for benchmarks. */
export interface ScratchLedger {
  url: string
  database: Database
  /** Runs one statement as the superuser. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

/** Connects once, does one thing, leaves. */
async function asAdmin(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

let bare: Promise<ApplicationService> | undefined

/**
 * The migration runner wants an application for its paths and imports. A test process has one; a benchmark gets
 * one that starts no provider. (Making one replaces the application of the process.)
 */
function anyApp(): Promise<ApplicationService> {
  const running: ApplicationService | undefined = app
  if (running && !bare) return Promise.resolve(running)
  bare ??= (async () => {
    const made = new IgnitorFactory()
      .withCoreConfig()
      .create(APP_ROOT, { importer: importFromRoot })
      .createApp('repl')
    await made.init()
    return made
  })()
  return bare
}

async function migrate(database: Database, direction: 'up' | 'down'): Promise<void> {
  const runner = new MigrationRunner(database, await anyApp(), { direction, disableLocks: true })
  await runner.run()
  if (runner.error) throw runner.error
}

/** Takes the tables away again, by the migrations' own `down`. */
export async function migrateDown(scratch: ScratchLedger): Promise<void> {
  await migrate(scratch.database, 'down')
}

function addressOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

const newName = (): string => `ledger_${randomUUID().replaceAll('-', '')}`

/** Connects to a scratch ledger that exists, for instance from another process. */
export async function connectScratchLedger(address: string, poolSize = 8): Promise<ScratchLedger> {
  parseBigints()
  const url = new URL(address)
  const name = url.pathname.slice(1)
  const database = new Database(
    {
      connection: 'postgres',
      connections: {
        postgres: {
          client: 'pg',
          connection: url.href,
          pool: { min: 0, max: poolSize },
          migrations: { naturalSort: true, paths: ['plugins/ledger/migrations'] },
        },
      },
    },
    new LoggerFactory().merge({ enabled: false }).create(),
    new EmitterFactory().create(await anyApp())
  )
  return {
    url: address,
    database,
    sql: async (text, values = []) => {
      const { rows } = await database.rawQuery<{ rows: Record<string, unknown>[] }>(text, values)
      return rows
    },
    drop: async () => {
      await database.manager.closeAll(true)
      url.pathname = '/postgres'
      await asAdmin(url.href, `drop database if exists ${name} with (force)`)
    },
  }
}

/**
 * Makes a database of its own on a server where one may create databases.
 * @param serverUrl address of any database of that server, as its superuser
 */
export async function createScratchLedger(serverUrl: string, poolSize = 8): Promise<ScratchLedger> {
  const name = newName()
  await asAdmin(serverUrl, `create database ${name}`)
  const scratch = await connectScratchLedger(addressOf(serverUrl, name), poolSize)
  await migrate(scratch.database, 'up')
  return scratch
}

/** Makes a copy of a scratch ledger, in whose database nobody may be meanwhile. */
export async function copyScratchLedger(
  serverUrl: string,
  original: ScratchLedger
): Promise<ScratchLedger> {
  const name = newName()
  await original.database.manager.closeAll()
  await asAdmin(
    serverUrl,
    `create database ${name} template ${new URL(original.url).pathname.slice(1)}`
  )
  return connectScratchLedger(addressOf(serverUrl, name), 2)
}
