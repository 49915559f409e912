import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { chartPng } from '#app/charts/chart_png'
import { chooseCommunity } from '#plugins/communities/everyday/choose_community'
import { FIGURE_DAYS } from '#plugins/communities/everyday/figures/figures'
import { figuresChart } from '#plugins/communities/everyday/figures/figures_chart'
import { figuresFacts } from '#plugins/communities/everyday/figures/figures_facts'
import { communityFigures } from '#plugins/communities/everyday/figures/queries/community_figures'

/** What a community brings: its curve as a picture, and the figures. */
export const communityFiguresCommand = defineCommand({
  name: 'community_figures',
  description: 'communities.everyday.figures.description',
  options: {
    community: {
      kind: 'text',
      maxLength: 40,
      description: 'communities.everyday.option.community',
    },
    days: {
      kind: 'integer',
      min: 1,
      max: 365,
      description: 'communities.everyday.figures.description',
    },
  },
  guards: [needsAccount, { kind: 'creatorOnly' }],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const chosen = await chooseCommunity(ctx, 'community_figures', ctx.options.community)
    if (chosen.outcome === 'answered') return chosen.reply
    const { community } = chosen
    const period = FIGURE_DAYS.find((days) => days === ctx.options.days) ?? FIGURE_DAYS[0]
    const figures = await communityFigures(community.id, period)
    const chart = figuresChart(ctx, figures)
    return [
      {
        kind: 'image',
        source: {
          name: `${community.slug}.png`,
          mediaType: 'image/png',
          content: await chartPng(chart),
        },
        alt: chart.description,
      },
      {
        kind: 'card',
        title: ctx.t('communities.everyday.figures.title', {
          community: community.name,
          days: period,
        }),
        fields: figuresFacts(ctx, figures),
        footer: ctx.t('communities.everyday.figures.footer'),
        buttons: FIGURE_DAYS.filter((days) => days !== period).map((days) => ({
          label: ctx.t('communities.everyday.figures.days', { days }),
          invoke: { command: 'community_figures', options: { community: community.id, days } },
        })),
      },
    ]
  },
})
