/** What the panel's page of the coach shows: everything in words already. */
import type { HttpContext } from '@adonisjs/core/http'
import { chartSvg, type Chart } from '#app/charts/chart'
import { dayInWords } from '#app/support/day_in_words'
import { addressOf } from '#app/web_kit/address'
import { PATH } from '#plugins/coach/admin/path'
import { usdInWords } from '#plugins/coach/costs/usd_in_words'
import type { ReportedSpending, UsageReport } from '#plugins/coach/costs/usage_report'

/** Of a hundred, where the bar of today's cost ends at most. */
const FULL = 100n

export function coachPage(
  ctx: HttpContext,
  report: UsageReport,
  { search, names }: { search: string | null; names: ReadonlyMap<string, string> }
) {
  const { locale } = ctx.i18n
  const usd = (micro: string) => usdInWords(BigInt(micro), locale)
  const count = (value: number | string) => new Intl.NumberFormat(locale).format(BigInt(value))
  const limit = BigInt(report.today.alert_micro_usd)
  const percent = (BigInt(report.today.cost_micro_usd) * 100n) / limit
  const spending = (one: ReportedSpending) => ({
    calls: count(one.calls),
    failed: count(one.failed),
    tokens: ctx.i18n.t('coach.costs.tokens', {
      input: count(one.input_tokens),
      output: count(one.output_tokens),
    }),
    cost: usd(one.cost_micro_usd),
  })
  return {
    search,
    today: {
      ...spending(report.today),
      limit: usd(report.today.alert_micro_usd),
      percent: Number(percent < FULL ? percent : FULL),
      isOver: percent >= FULL,
      wasTold: report.today.alerted_at !== null,
    },
    total: { ...spending(report.total), messages: count(report.total.messages) },
    chart: chartSvg(chartOf(ctx, report)),
    days: report.days
      .toReversed()
      .filter(({ calls }) => calls > 0)
      .map((day) => ({
        day: dayInWords(new Date(`${day.day}T00:00:00Z`), locale),
        iso: day.day,
        ...spending(day),
      })),
    creators: report.creators.map((one) => ({
      name: names.get(one.person_id) ?? one.person_id,
      id: one.person_id,
      messages: count(one.messages),
      today: usd(one.today_micro_usd),
      ...spending(one),
    })),
    models: report.models.map((model) => ({
      label: model.label,
      serverModel: model.server_model,
      input: usd(model.input_micro_usd),
      output: usd(model.output_micro_usd),
    })),
    newer: report.page > 1 ? addressOf(PATH, { search, page: String(report.page - 1) }) : null,
    older: report.has_more ? addressOf(PATH, { search, page: String(report.page + 1) }) : null,
  }
}

function chartOf(ctx: HttpContext, { days, total }: UsageReport): Chart {
  const { locale } = ctx.i18n
  const words = (day: string) => dayInWords(new Date(`${day}T00:00:00Z`), locale)
  const short = (n: number) => words(days[n]?.day ?? days[0]?.day ?? '')
  const number = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const dearest = days.reduce((a, b) =>
    BigInt(b.cost_micro_usd) > BigInt(a.cost_micro_usd) ? b : a
  )
  return {
    title: ctx.i18n.t('coach.costs.chart.title'),
    description: ctx.i18n.t('coach.costs.chart.description', {
      total: usdInWords(BigInt(total.cost_micro_usd), locale),
      calls: total.calls,
      day: words(dearest.day),
      cost: usdInWords(BigInt(dearest.cost_micro_usd), locale),
    }),
    panels: [
      {
        label: ctx.i18n.t('coach.costs.chart.cost'),
        kind: 'line',
        // Dollars to the cent, to be drawn: nothing is computed with them.
        values: days.map((day) => Number(BigInt(day.cost_micro_usd) / 10_000n) / 100),
        tick: (value) => number.format(value),
      },
      {
        label: ctx.i18n.t('coach.costs.chart.calls'),
        kind: 'bars',
        values: days.map(({ calls }) => calls),
        tick: (value) => number.format(value),
      },
    ],
    days: [short(0), short(Math.floor((days.length - 1) / 2)), short(days.length - 1)],
  }
}
