import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'

/** One payout as the tax office wants it. */
export interface StatementLine {
  paidAt: Date
  reference: string
  provider: string
  currency: string
  /** Minor units; what came back later is below zero, at the day it came back. */
  amount: bigint
}

/**
 * A creator's year: what was paid to them, by month and in all, before any tax, as box 1a and 5a to 5l of the
 * American form 1099-K total it (irs.gov/forms-pubs/about-form-1099-k). Days are of UTC.
 */
export interface YearFigures {
  year: number
  personId: string
  lines: readonly StatementLine[]
  /** By currency: the year's total, and each month's from January on; minor units. */
  totals: ReadonlyMap<string, { total: bigint; months: readonly bigint[] }>
}

const MONTHS = 12

/** Years that somebody may ask for. */
export const YEARS = { first: 2024, last: 2100 }

export async function yearFigures(personId: string, year: number): Promise<YearFigures> {
  const from = DateTime.utc(year).toJSDate()
  const to = DateTime.utc(year + 1).toJSDate()
  const rows = await sql<{
    at: Date
    reference: string
    provider: string
    currency: string
    amount: string
  }>(
    `select paid_at as at, coalesce(reference, id::text) as reference, provider, currency, amount::text as amount
     from payments_payouts
     where person_id = :personId and paid_at >= :from and paid_at < :to and state in ('paid', 'reversing', 'reversed')
     union all
     select ended_at, coalesce(reference, id::text), provider, currency, (-amount)::text
     from payments_payouts
     where person_id = :personId and state = 'reversed' and ended_at >= :from and ended_at < :to
     order by 1, 2`,
    { personId, from, to }
  )
  const lines = rows.map(({ at, amount, ...row }) => ({
    ...row,
    paidAt: at,
    amount: BigInt(amount),
  }))
  return { year, personId, lines, totals: totalsOf(lines) }
}

function totalsOf(lines: readonly StatementLine[]): YearFigures['totals'] {
  const totals = new Map<string, { total: bigint; months: bigint[] }>()
  for (const { currency, amount, paidAt } of lines) {
    const sums = totals.get(currency) ?? { total: 0n, months: new Array<bigint>(MONTHS).fill(0n) }
    const month = DateTime.fromJSDate(paidAt, { zone: 'utc' }).month - 1
    sums.total += amount
    sums.months[month] = (sums.months[month] ?? 0n) + amount
    totals.set(currency, sums)
  }
  return totals
}
