import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'

export type SqlValue = string | number | boolean | Date | null | string[]

/**
 * Runs one statement. Its values stand in it as `:name`; a bigint travels as its digits.
 * @param trx the transaction that it is part of
 */
export async function sql<Row = never>(
  statement: string,
  values: Readonly<Record<string, SqlValue | bigint>>,
  trx?: TransactionClientContract
): Promise<Row[]> {
  const bindings: Record<string, SqlValue> = {}
  for (const [name, value] of Object.entries(values)) {
    bindings[name] = typeof value === 'bigint' ? value.toString() : value
  }
  const { rows } = await (trx ?? db).rawQuery<{ rows: Row[] }>(statement, bindings)
  return rows
}
