import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'

/** Years with a statement, the present one first. */
export async function statementYears(personId: string): Promise<number[]> {
  const [row] = await sql<{ first: Date | null }>(
    'select min(paid_at) as first from payments_payouts where person_id = :personId',
    { personId }
  )
  const now = DateTime.utc().year
  const first = row?.first ? DateTime.fromJSDate(row.first, { zone: 'utc' }).year : now
  return Array.from({ length: now - first + 1 }, (_, back) => now - back)
}
