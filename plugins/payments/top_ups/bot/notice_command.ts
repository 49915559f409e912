import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { findOrder } from '#plugins/payments/queries/find_order'
import { moneyInWords } from '#app/support/money'
import type { PaymentsServices } from '#plugins/payments/services'
import { takesCards } from '#plugins/payments/top_ups/bot/topup_commands'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'
import { NOTICES } from '#plugins/payments/top_ups/top_up'

const DESCRIPTION = 'payments.top_ups.description'

/** What the program says when an automatic top-up did not go through. */
export const topUpNoticeCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'topup_notice',
    description: DESCRIPTION,
    options: {
      what: {
        kind: 'choice',
        required: true,
        description: DESCRIPTION,
        choices: NOTICES.map((value) => ({ value, name: `payments.top_ups.notice.${value}` })),
      },
      order: { kind: 'text', maxLength: 36, description: DESCRIPTION },
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const { what } = ctx.options
      const text = ctx.t(`payments.top_ups.notice.${what}`)
      if (what === 'authentication') {
        const link = await wayToFinish(ctx, services, ctx.options.order)
        if (link) return [{ kind: 'text', tone: 'notice', text }, ...link]
      }
      return [
        {
          kind: 'card',
          title: ctx.t('payments.top_ups.title'),
          text,
          buttons: [{ label: ctx.t('payments.top_ups.look'), invoke: { command: 'topup' } }],
        },
      ]
    },
  })

/** The same order on Stripe's page, where the fan's bank can ask them. */
async function wayToFinish(
  ctx: TurnContext,
  services: PaymentsServices,
  orderId: string | undefined
): Promise<Reply | null> {
  const order = orderId === undefined ? null : await findOrder(orderId)
  const stripe = takesCards(ctx) ? await stripeHere(services) : null
  // It is about somebody's money: theirs alone.
  if (!stripe || order?.state !== 'open' || order.personId !== ctx.person?.id) return null
  const checkout = await stripe.open(order)
  if (checkout.outcome === 'unavailable') return null
  const price = moneyInWords(order.amount, order.currency, ctx)
  return [
    {
      kind: 'pay',
      title: order.title,
      text: `${order.description} · ${price}`,
      way: checkout.way,
      buttons: [{ label: ctx.t('payments.top_ups.turn_off'), invoke: { command: 'topup_off' } }],
    },
  ]
}
