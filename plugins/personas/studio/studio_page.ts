import type { Words } from '#app/bot_kit/wording'
import { sumOf, type Figures } from '#plugins/personas/studio/figures'
import { chartSvg } from '#app/charts/chart'
import { PERIODS } from '#plugins/personas/studio/period'
import { dayInWords, studioChart } from '#plugins/personas/studio/studio_chart'
import { studioFacts } from '#plugins/personas/studio/studio_facts'

/** What the view shows: everything in words already. */
export function studioPage(words: Words, figures: Figures) {
  const { persona, period } = figures
  const number = new Intl.NumberFormat(words.locale)
  return {
    heading: persona
      ? words.t('personas.studio.title_of', { name: persona.name, days: period })
      : words.t('personas.studio.title', { days: period }),
    persona,
    chart: chartSvg(studioChart(words, figures)),
    facts: studioFacts(words, figures),
    periods: PERIODS.map((days) => ({
      label: words.t('personas.studio.period', { days }),
      url: addressOf(persona?.slug, days),
      current: days === period,
    })),
    all: addressOf(undefined, period),
    personas: persona
      ? []
      : figures.personas.map((one) => ({
          name: one.name,
          url: addressOf(one.slug, period),
          messages: number.format(one.messages),
          fans: number.format(one.distinct),
          fresh: number.format(one.fresh),
          paid: words.coins(one.paid),
        })),
    days: figures.days.toReversed().map((day) => ({
      day: dayInWords(day.day, words.locale),
      messages: number.format(day.messages),
      delivered: number.format(day.delivered),
      paid: words.coins(day.paid),
      earned: day.earned && words.coins(sumOf(day.earned)),
    })),
  }
}

function addressOf(slug: string | undefined, days: number): string {
  return `/studio?${new URLSearchParams({ days: String(days), ...(slug && { persona: slug }) })}`
}
