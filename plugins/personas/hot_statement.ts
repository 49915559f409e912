import db from '@adonisjs/lucid/services/db'
import { GroupCall } from '#app/support/group_call'
import { isStatementError, queryPrepared } from '#app/support/prepared_statement'

/** A statement that every paid reply runs, for as many replies as ask for it at the same moment. */
export interface HotStatement<Op> {
  /** Postgres parses and plans it once per connection, under this name. */
  name: string
  /** Takes arrays as `$1`, `$2` … and gives a row per operation with its place in the call, `ord`, from 1. */
  text: string
  /** The arrays: a value of each operation in each. */
  arrays(ops: readonly Op[]): readonly (readonly unknown[])[]
  /** Operations with the same key never travel together. */
  key(op: Op): string
}

const BATCH = 128
const CALLS_IN_FLIGHT = 2
const QUEUE_DEPTH = 10_000

/** Makes a function of a {@link HotStatement}. What waits at the same moment travels in one call. */
export function hotStatement<Op, Row extends { ord: bigint }>(
  statement: HotStatement<Op>
): (op: Op) => Promise<Row> {
  const group = new GroupCall<Op, Row>({
    batchSize: BATCH,
    inFlight: CALLS_IN_FLIGHT,
    queueDepth: QUEUE_DEPTH,
    lane: (op) => statement.key(op),
    separate: isStatementError,
    send: async (ops) => {
      const rows = await queryPrepared<Row>(db, {
        name: statement.name,
        text: statement.text,
        values: statement.arrays(ops),
      })
      const results = new Array<Row>(ops.length)
      for (const row of rows) results[Number(row.ord) - 1] = row
      return results
    },
  })
  return (op) => group.call(op)
}
