import type { Database } from '@adonisjs/lucid/database'

/** A column of envelopes. */
export interface SealedColumn {
  table: string
  column: `${string}_sealed`
}

/** Every column of the database that holds envelopes of the program's keys: it is `bytea` and its name ends in `_sealed`. */
export async function sealedColumns(database: Database): Promise<readonly SealedColumn[]> {
  const { rows } = await database.rawQuery<{ rows: { table: string; column: string }[] }>(
    `select c.table_name as table, c.column_name as column
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
       and c.data_type = 'bytea' and c.column_name like '%\\_sealed'
     order by 1, 2`
  )
  return rows.filter(isSealed)
}

const isSealed = (found: { table: string; column: string }): found is SealedColumn =>
  found.column.endsWith('_sealed')

/** A table's or column's name within a statement. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
