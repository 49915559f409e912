import type { Words } from '#app/bot_kit/wording'
import { sumOf, type Figures, type StudioDay } from '#plugins/personas/studio/figures'
import type { Chart } from '#app/charts/chart'
import { timeOf } from '#plugins/personas/studio/period'

/** A day as it is written in a language, for instance "14 Nov". */
export function dayInWords(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(timeOf(day))
}

/** What a day brought: the creator's share, or what one persona's fans paid. Millicoins. */
export function broughtBy(day: StudioDay): bigint {
  return day.earned ? sumOf(day.earned) : day.paid
}

/** The curve of what a creator's personas brought, above the one of what was said. */
export function studioChart({ locale, t, coins }: Words, figures: Figures): Chart {
  const { days, totals } = figures
  const [first, middle, last] = [0, Math.floor((days.length - 1) / 2), days.length - 1].map((n) =>
    dayInWords(days[n]?.day ?? '', locale)
  )
  const number = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const best = days.reduce((a, b) => (broughtBy(b) > broughtBy(a) ? b : a))
  const title = t(figures.persona ? 'personas.studio.chart.paid' : 'personas.studio.chart.earned')
  const total = totals.earned ? sumOf(totals.earned) : totals.paid
  return {
    title,
    description: t(`personas.studio.chart.${total > 0n ? 'description' : 'nothing'}`, {
      title,
      first,
      last,
      coins: coins(total),
      best: dayInWords(best.day, locale),
      bestCoins: coins(broughtBy(best)),
      messages: totals.messages,
    }),
    panels: [
      {
        label: title,
        kind: 'line',
        values: days.map((day) => Number(broughtBy(day)) / 1000),
        tick: (value) => number.format(value),
      },
      {
        label: t('personas.studio.chart.messages'),
        kind: 'bars',
        values: days.map((day) => day.messages),
        tick: (value) => number.format(value),
      },
    ],
    days: [first ?? '', middle ?? '', last ?? ''],
  }
}
