/** A database beside the test's own, on the same server. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface ScratchDatabase {
  url: string
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

/**
 * Makes one for a program: under `npm test` a copy of one that is migrated, else an empty one, which the program migrates
 * at its start.
 */
export function scratchDatabase(): Promise<ScratchDatabase> {
  return make(process.env.TEST_DATABASE_TEMPLATE)
}

/** Makes an empty one. */
export function emptyDatabase(): Promise<ScratchDatabase> {
  return make()
}

async function make(template?: string): Promise<ScratchDatabase> {
  const address = process.env.DATABASE_URL
  if (!address) throw new Error('The tests have no database')
  const name = `scratch_${randomUUID().replaceAll('-', '')}`
  const like = template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`
  await ask(address, `create database ${name}${like}`)
  const url = Object.assign(new URL(address), { pathname: name }).href
  return {
    url,
    query: (sql, values) => ask(url, sql, values),
    async drop() {
      await ask(address, `drop database ${name} with (force)`)
    },
  }
}

/** One query on a connection of its own: a test may throw everyone out of the database meanwhile. */
async function ask<Row extends pg.QueryResultRow>(
  connectionString: string,
  sql: string,
  values?: unknown[]
): Promise<Row[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
