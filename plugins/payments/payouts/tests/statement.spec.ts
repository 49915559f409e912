import { test } from '@japa/runner'
import i18nManager from '@adonisjs/i18n/services/main'
import { extractText } from 'unpdf'
import { sql } from '#app/support/sql'
import { statementCsv } from '#plugins/payments/payouts/statement/csv'
import { statementPdf } from '#plugins/payments/payouts/statement/pdf'
import { yearFigures } from '#plugins/payments/payouts/statement/year_figures'
import { joined } from '#plugins/payments/payouts/tests/support/creators'

test.group('Payouts | a year for the tax papers', () => {
  /** A payout of long ago; the books have no part in a statement. */
  async function paid(
    personId: string,
    amount: number,
    { on, back, reference = 'SEPA 1' }: { on: string; back?: string; reference?: string }
  ): Promise<void> {
    await sql(
      `insert into payments_payouts
         (person_id, provider, coins, currency, amount, micro_per_coin, state, reference, paid_at, ended_at)
       values (:personId, 'manual', 1000, 'USD', :amount, 6500, :state, :reference, :on, :ended)`,
      { personId, amount, state: back ? 'reversed' : 'paid', reference, on, ended: back ?? on }
    )
  }

  test('counts what was paid in the year, and what came back in it, by month of UTC', async ({
    assert,
  }) => {
    const creator = await joined()
    await paid(creator.id, 5_000, { on: '2025-12-31T23:59:59Z' })
    await paid(creator.id, 2_000, { on: '2026-01-01T00:00:00Z' })
    await paid(creator.id, 3_150, { on: '2026-03-10T12:00:00Z', back: '2026-04-01T00:00:00Z' })
    await paid(creator.id, 4_000, { on: '2026-12-31T23:59:59Z', back: '2027-01-02T00:00:00Z' })
    await paid((await joined()).id, 9_900, { on: '2026-05-01T00:00:00Z' })

    const figures = await yearFigures(creator.id, 2026)
    const usd = figures.totals.get('USD')
    assert.equal(usd?.total, 6_000n)
    assert.deepEqual(usd?.months.map(String), [
      '2000',
      '0',
      '3150',
      '-3150',
      '0',
      '0',
      '0',
      '0',
      '0',
      '0',
      '0',
      '4000',
    ])
    assert.equal((await yearFigures(creator.id, 2027)).totals.get('USD')?.total, -4_000n)
  })

  test('as CSV: a line each, months, the year; no cell is a formula', async ({ assert }) => {
    const creator = await joined()
    await paid(creator.id, 123_456, { on: '2026-02-03T00:00:00Z', reference: '=1+1, "x"' })
    const rows = statementCsv(await yearFigures(creator.id, 2026)).split('\r\n')
    assert.equal(rows[0], 'kind,date,reference,paid_by,currency,amount')
    assert.equal(rows[1], `paid,2026-02-03,"'=1+1, ""x""",manual,USD,1234.56`)
    assert.equal(rows[3], 'month,2026-02,,,USD,1234.56')
    assert.equal(rows.at(-2), 'year,2026,,,USD,1234.56')
    assert.lengthOf(rows, 16)
  })

  test('as PDF in {$self}: a reader finds every amount, over as many sheets as it takes')
    .with(['en', 'es'])
    .run(async ({ assert }, locale) => {
      const creator = await joined()
      for (let day = 1; day <= 28; day++) {
        const on = `2026-06-${String(day).padStart(2, '0')}T08:00:00Z`
        for (const hour of ['a', 'b']) {
          await paid(creator.id, 2_000 + day, { on, reference: `SEPA ${day}${hour}` })
        }
      }
      const i18n = i18nManager.locale(locale)
      const pdf = await statementPdf(await yearFigures(creator.id, 2026), {
        creator: 'आदा Byron',
        seller: { name: 'Greenroom', address: 'Main Street 1', taxId: 'US-123' },
        locale,
        t: i18n.t.bind(i18n),
      })
      const { text, totalPages } = await extractText(pdf, { mergePages: true })
      assert.isAbove(totalPages, 1)
      const total = locale === 'en' ? '$1,128.12' : '1128,12'
      for (const words of [
        '2026',
        'Greenroom, Main Street 1',
        'US-123',
        'Byron',
        'SEPA 28b',
        total,
      ]) {
        assert.include(text, words)
      }
    })
})
