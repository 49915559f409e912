import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { dayInWords } from '#app/support/day_in_words'
import { PATH } from '#plugins/coach/admin/path'
import { usdInWords } from '#plugins/coach/costs/usd_in_words'
import { appUrl } from '#config/app'

const amount = {
  kind: 'text',
  maxLength: 30,
  description: 'coach.option.value',
  required: true,
} as const

/** What an admin is told when a day of the coach is dear. */
export const coachCostAlertCommand = defineCommand({
  name: 'coach_cost_alert',
  description: 'coach.description',
  options: { day: amount, cost: amount, limit: amount },
  guards: [],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    if (ctx.person?.roles.includes('admin') !== true) return []
    const { day, cost, limit } = ctx.options
    return [
      {
        kind: 'choice',
        text: ctx.t('coach.costs.alert', {
          day: dayInWords(new Date(`${day}T00:00:00Z`), ctx.locale),
          cost: usdInWords(BigInt(cost), ctx.locale),
          limit: usdInWords(BigInt(limit), ctx.locale),
        }),
        buttons: [{ label: ctx.t('coach.costs.look'), url: new URL(PATH, appUrl).href }],
      },
    ]
  },
})
