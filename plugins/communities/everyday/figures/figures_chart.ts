import type { Words } from '#app/bot_kit/wording'
import type { Chart } from '#app/charts/chart'
import type { CommunityFigures } from '#plugins/communities/everyday/figures/figures'

/** What members paid each day, above how many they were. */
export function figuresChart({ locale, t, coins }: Words, figures: CommunityFigures): Chart {
  const { days, paid, members } = figures
  const [first, middle, last] = [0, Math.floor((days.length - 1) / 2), days.length - 1].map((n) =>
    dayInWords(days[n]?.day, locale)
  )
  const number = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const title = t('communities.everyday.figures.chart.paid')
  return {
    title,
    description: t('communities.everyday.figures.chart.description', {
      title,
      first,
      last,
      coins: coins(paid),
      members,
    }),
    panels: [
      {
        label: title,
        kind: 'line',
        // Millicoins are drawn as coins; a picture is no account.
        values: days.map((day) => Number(day.paid) / 1000),
        tick: (value) => number.format(value),
      },
      {
        label: t('communities.everyday.figures.chart.members'),
        kind: 'bars',
        values: days.map((day) => day.members),
        tick: (value) => number.format(value),
      },
    ],
    days: [first ?? '', middle ?? '', last ?? ''],
  }
}

const dayInWords = (day: string | undefined, locale: string): string =>
  day === undefined
    ? ''
    : new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
        new Date(`${day}T00:00:00Z`)
      )
