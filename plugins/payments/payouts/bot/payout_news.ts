import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { moneyInWords } from '#app/support/money'
import { findPayout } from '#plugins/payments/payouts/queries/payouts'

/** What the program says by itself when a payout was sent, failed or came back. */
export const payoutNewsCommand = defineCommand({
  name: 'payout_news',
  description: 'payments.payouts.bot.description',
  options: {
    payout: {
      kind: 'text',
      description: 'payments.payouts.bot.description',
      maxLength: 36,
      required: true,
    },
  },
  guards: [{ kind: 'needsAccount' }],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const payout = await findPayout(ctx.options.payout)
    if (payout?.personId !== ctx.person?.id) return []
    if (payout?.state !== 'paid' && payout?.state !== 'failed' && payout?.state !== 'reversed') {
      return []
    }
    const data = {
      money: moneyInWords(payout.amount, payout.currency, ctx),
      reference: payout.reference ?? '',
      reason: payout.reason ?? '',
    }
    return [
      {
        kind: 'choice',
        text: ctx.t(`payments.payouts.news.${payout.state}`, data),
        buttons: [{ label: ctx.t('payments.payouts.title'), invoke: { command: 'earnings' } }],
      },
    ]
  },
})
