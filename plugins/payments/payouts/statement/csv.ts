import { DateTime } from 'luxon'
import { csvOf } from '#app/support/csv'
import { decimalOf } from '#app/support/money'
import type { YearFigures } from '#plugins/payments/payouts/statement/year_figures'

/** The year as CSV (RFC 4180): a line for each payout, then the totals by month, then the year's. */
export function statementCsv({ year, lines, totals }: YearFigures): string {
  const rows: string[][] = [['kind', 'date', 'reference', 'paid_by', 'currency', 'amount']]
  for (const { paidAt, reference, provider, currency, amount } of lines) {
    rows.push([
      amount < 0n ? 'returned' : 'paid',
      DateTime.fromJSDate(paidAt, { zone: 'utc' }).toISODate() ?? '',
      reference,
      provider,
      currency,
      decimalOf(amount, currency),
    ])
  }
  for (const [currency, { months, total }] of totals) {
    months.forEach((amount, month) => {
      const name = `${year}-${String(month + 1).padStart(2, '0')}`
      rows.push(['month', name, '', '', currency, decimalOf(amount, currency)])
    })
    rows.push(['year', String(year), '', '', currency, decimalOf(total, currency)])
  }
  return csvOf(rows)
}
