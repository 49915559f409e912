import type { Database } from '@adonisjs/lucid/database'
import { GroupCall } from '#app/support/group_call'
import { LedgerError } from '#plugins/ledger/api'
import { isStatementError, queryPreparedRows } from '#app/support/prepared_statement'

/** What the ledger's actions need. */
export interface LedgerContext {
  database: Database
  settings: LedgerSettings
}

export interface LedgerSettings {
  /** See `config/ledger.ts`. */
  creatorShareBp: number
  holdLifetime: number
  statementPage: number
  batchSize: number
  callsInFlight: number
  slowCalls: { after: number; inFlight: number }
  queueDepth: number
  sweepBatch: number
  /** Millicoins; see `config/coins.ts`. */
  lowBalance: bigint
  welcome: bigint
}

/** How often an operation is asked again before its key counts as contended. */
const MOST_ASKS = 50

interface Operation<Op> {
  /** Name of the SQL function; it takes arrays and gives a row per operation. */
  name: string
  /** The function's arguments: an array for each of an operation's values, then what is the same for all. */
  arguments(ops: readonly Op[]): readonly unknown[]
  lane?(op: Op): string
  /** The function for an operation that travels alone, where it has a form of its own, and its arguments. */
  alone?: { name: string; arguments(op: Op): readonly unknown[] }
}

/** Every operation's row starts with its place in the call (from 1) and its outcome. */
type OperationRow = [ord: bigint, outcome: string, ...unknown[]]

/**
 * Operations of one kind, gathered into calls of their SQL function (group commit). An operation whose outcome
 * is `again` (undecided, nothing done) is asked once more.
 */
export function groupOperations<Op, Row extends OperationRow>(
  { database, settings }: LedgerContext,
  operation: Operation<Op>
): (op: Op) => Promise<Row> {
  const { alone } = operation
  const ask = (name: string, values: readonly unknown[]): Promise<Row[]> => {
    const places = values.map((_, index) => `$${index + 1}`).join(', ')
    return queryPreparedRows<Row>(database, {
      name,
      text: `select * from ${name}(${places})`,
      values,
    })
  }
  const group = new GroupCall<Op, Row>({
    batchSize: settings.batchSize,
    inFlight: settings.callsInFlight,
    slow: settings.slowCalls,
    queueDepth: settings.queueDepth,
    lane: operation.lane,
    separate: isStatementError,
    send: async (ops) => {
      const [first] = ops
      const rows =
        alone && first !== undefined && ops.length === 1
          ? await ask(alone.name, alone.arguments(first))
          : await ask(operation.name, operation.arguments(ops))
      const results = new Array<Row>(ops.length)
      for (const row of rows) results[Number(row[0]) - 1] = row
      return results
    },
  })
  return async (op) => {
    for (let asks = 0; asks < MOST_ASKS; asks++) {
      const row = await group.call(op)
      if (row[1] !== 'again') return row
    }
    throw new LedgerError('contended', `${operation.name} reached no answer; try again later`)
  }
}

/**
 * An operation that travels on its own: its SQL function's one row. An outcome `again` is asked once more, in a new
 * transaction.
 */
export async function askAlone<Row extends [outcome: string, ...unknown[]]>(
  { database }: Pick<LedgerContext, 'database'>,
  name: string,
  values: readonly unknown[]
): Promise<Row> {
  const places = values.map((_, index) => `$${index + 1}`).join(', ')
  for (let asks = 0; asks < MOST_ASKS; asks++) {
    const [row] = await queryPreparedRows<Row>(database, {
      name,
      text: `select * from ${name}(${places})`,
      values,
    })
    if (!row) throw new Error(`${name} gave no row`)
    if (row[0] !== 'again') return row
  }
  throw new LedgerError('contended', `${name} reached no answer; try again later`)
}

/** Words a mistake of the caller. */
export function ledgerFault(outcome: string, key: string): LedgerError {
  switch (outcome) {
    case 'key_conflict':
      return new LedgerError(outcome, `The key "${key}" was used before for something else`)
    case 'unknown_hold':
      return new LedgerError(outcome, `There is no such hold (key "${key}")`)
    case 'captured_otherwise':
      return new LedgerError(outcome, `The hold was captured under another key than "${key}"`)
    case 'too_much':
      return new LedgerError(outcome, `The capture "${key}" is larger than its hold`)
    case 'not_reversible':
      return new LedgerError(outcome, `There is nothing, or not so much, that "${key}" could undo`)
    case 'unbalanced':
      return new LedgerError(outcome, `The legs of "${key}" do not sum to zero`)
    case 'kind_changed':
      return new LedgerError(outcome, `"${key}" would turn coins of one kind into another`)
    default:
      throw new Error(`The ledger gave an outcome that nobody knows: ${outcome}`)
  }
}
