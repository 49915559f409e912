import type { HttpContext } from '@adonisjs/core/http'
import { statementCsv } from '#plugins/payments/payouts/statement/csv'
import { statementPdf } from '#plugins/payments/payouts/statement/pdf'
import { yearFigures, YEARS } from '#plugins/payments/payouts/statement/year_figures'
import paymentsConfig from '#config/payments'

/** Answers with a creator's year, in the form that the route names. Whoever calls has checked who asks. */
export async function sendStatement(
  ctx: HttpContext,
  creator: { id: string; displayName: string }
): Promise<void> {
  const { response, i18n, params } = ctx
  const year = Number(params.year)
  if (!Number.isInteger(year) || year < YEARS.first || year > YEARS.last) {
    return response.status(404).send(i18n.t('payments.payouts.web.no_year'))
  }
  const figures = await yearFigures(creator.id, year)
  response.header('Cache-Control', 'private, no-store')
  if (params.form === 'csv') {
    response.attachment(`earnings-${year}.csv`)
    return response.type('text/csv; charset=utf-8').send(statementCsv(figures))
  }
  const pdf = await statementPdf(figures, {
    creator: creator.displayName,
    seller: paymentsConfig.seller,
    locale: i18n.locale,
    t: i18n.t.bind(i18n),
  })
  response.attachment(`earnings-${year}.pdf`)
  return response.type('application/pdf').send(Buffer.from(pdf))
}
