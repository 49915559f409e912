import type { TurnContext } from '#app/bot_kit/command'
import type { Button, ButtonLike, CardNode, Reply } from '#app/bot_kit/reply'
import { appUrl } from '#config/app'
import { label } from '#plugins/personas/bot/offers'
import { chartPng } from '#app/charts/chart_png'
import type { Figures } from '#plugins/personas/studio/figures'
import { PERIODS } from '#plugins/personas/studio/period'
import { studioChart } from '#plugins/personas/studio/studio_chart'
import { studioFacts } from '#plugins/personas/studio/studio_facts'

/** Personas that are listed below the totals; all of them are on the page. */
const LISTED = 5
/** Personas that have a button: one row on every platform. */
const OFFERED = 3

const PICTURE_NAME = 'studio.png'

/** The figures in a chat: the curve as a picture, and the totals as a card. */
export async function studioReply(ctx: TurnContext, figures: Figures): Promise<Reply> {
  const chart = studioChart(ctx, figures)
  const content = await chartPng(chart)
  return [
    {
      kind: 'image',
      source: { name: PICTURE_NAME, mediaType: 'image/png', content },
      alt: chart.description,
    },
    card(ctx, figures),
  ]
}

function card(ctx: TurnContext, figures: Figures): CardNode {
  const { persona, personas, period } = figures
  const lines = persona
    ? []
    : personas.slice(0, LISTED).map((one) =>
        ctx.t('personas.studio.persona_line', {
          name: one.name,
          messages: one.messages,
          fans: one.distinct,
          coins: ctx.coins(one.paid),
        })
      )
  const more = personas.length - LISTED
  if (!persona && more > 0) lines.push(ctx.t('personas.studio.more', { count: more }))
  return {
    kind: 'card',
    title: persona
      ? ctx.t('personas.studio.title_of', { name: persona.name, days: period })
      : ctx.t('personas.studio.title', { days: period }),
    text: lines.join('\n') || undefined,
    fields: studioFacts(ctx, figures),
    footer: ctx.t('personas.studio.footer'),
    buttons: [
      ...periodButtons(ctx, figures),
      ...personaButtons(ctx, figures),
      pageLink(ctx, figures),
    ],
  }
}

function periodButtons(ctx: TurnContext, { period, persona }: Figures): Button[] {
  return PERIODS.filter((days) => days !== period).map((days) => ({
    label: label(ctx.t('personas.studio.period', { days })),
    invoke: {
      command: 'studio',
      options: { ...(persona && { persona: persona.slug }), days: String(days) },
    },
  }))
}

function personaButtons(ctx: TurnContext, { period, persona, personas }: Figures): Button[] {
  const days = String(period)
  if (persona) {
    return [
      {
        label: label(ctx.t('personas.studio.all')),
        invoke: { command: 'studio', options: { days } },
      },
    ]
  }
  if (personas.length < 2) return []
  return personas.slice(0, OFFERED).map((one) => ({
    label: label(one.name),
    invoke: { command: 'studio', options: { persona: one.slug, days } },
  }))
}

function pageLink(ctx: TurnContext, { persona, period }: Figures): ButtonLike {
  const asked = new URLSearchParams({
    days: String(period),
    ...(persona && { persona: persona.slug }),
  })
  return { label: label(ctx.t('personas.studio.page')), url: `${appUrl}/studio?${asked}` }
}
