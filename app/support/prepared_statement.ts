/**
 * Prepared statements on Lucid's own pool, for what stands in the way of every message: Postgres parses and plans
 * them once per connection. `rawQuery` costs about three times as much of the process (knex compiles the statement
 * anew each time, and node-postgres sends it unprepared).
 */
import type { Database } from '@adonisjs/lucid/database'
import type { Client } from 'pg'

export interface PreparedStatement {
  /** Name under which the server keeps its plan; the same text every time. */
  name: string
  /** Takes its values as `$1`, `$2` … */
  text: string
  values: readonly unknown[]
}

/** Knex' client, as far as it lends its connections; knex' types leave it out. */
interface ConnectionPool {
  acquireConnection(): Promise<Client>
  releaseConnection(connection: Client): Promise<void>
}

/** Runs the statement and gives its rows as objects. */
export function queryPrepared<Row extends object>(
  database: Database,
  { name, text, values }: PreparedStatement
): Promise<Row[]> {
  return onConnection(database, async (connection) => {
    const { rows } = await connection.query<Row>({ name, text, values: [...values] })
    return rows
  })
}

/** Runs the statement and gives its rows as arrays, which is cheaper still. */
export function queryPreparedRows<Row extends unknown[]>(
  database: Database,
  { name, text, values }: PreparedStatement
): Promise<Row[]> {
  return onConnection(database, async (connection) => {
    const { rows } = await connection.query<Row>({
      name,
      text,
      values: [...values],
      rowMode: 'array',
    })
    return rows
  })
}

/**
 * True for an answer of the server to one of the statement's operations (a broken rule, a deadlock): another
 * operation of the same call may still be fine. A lost connection (SQLSTATE classes 08 and 57) is none.
 */
export function isStatementError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false
  return /^[0-9A-Z]{5}$/.test(error.code) && !/^(08|57)/.test(error.code)
}

async function onConnection<T>(
  database: Database,
  use: (connection: Client) => Promise<T>
): Promise<T> {
  const pool: unknown = database.connection().getWriteClient().client
  if (!lendsConnections(pool)) throw new Error('Lucid’s client lends no connections')
  const connection = await pool.acquireConnection()
  try {
    return await use(connection)
  } finally {
    await pool.releaseConnection(connection)
  }
}

function lendsConnections(client: unknown): client is ConnectionPool {
  return typeof client === 'object' && client !== null && 'acquireConnection' in client
}
