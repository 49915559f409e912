import { stringify } from 'csv-stringify/sync'

/**
 * Rows as CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it, so that a name
 * cannot act in a reader's program; numbers stay numbers.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((row) => row.map(asText)),
    { record_delimiter: 'windows' }
  )
}

const NUMBER = /^-?\d+(?:\.\d+)?$/
const FORMULA = /^[=+\-@\t\r]/

const asText = (cell: string): string =>
  FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
