import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, PayWay } from '#app/bot_kit/reply'
import { openSubscription } from '#plugins/payments/gateways/stars/actions/open_subscription'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'
import { totalOf, type PackOffer } from '#plugins/payments/packs/pack'
import type { PaymentsServices } from '#plugins/payments/services'
import { packsButton } from '#plugins/payments/shop/bot/pack_list'
import { clipped } from '#plugins/payments/shop/bot/ways_on'
import { refusalText } from '#plugins/payments/shop/refusal_words'

/** Beside a pack's invoice in Stars: the same pack every month. */
export function monthlyButtons(ctx: TurnContext, offer: PackOffer, way: PayWay): Button[] {
  const sold = way.kind === 'stars' && offer.amount <= BigInt(STARS_LIMITS.subscriptionStars)
  if (!sold || ctx.frontend !== 'telegram') return []
  return [
    {
      label: clipped(ctx.t('payments.stars.subscribe.monthly')),
      invoke: { command: 'subscribe_pack', options: { pack: offer.id } },
      style: 'secondary',
    },
  ]
}

/** What the button beside an invoice means: a pack that comes every month. */
export const subscribePackCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'subscribe_pack',
    description: 'payments.stars.subscribe.description',
    options: {
      pack: {
        kind: 'text',
        description: 'payments.shop.options.pack',
        maxLength: 32,
        required: true,
      },
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run({ options, ...ctx }) {
      if (!ctx.person) return []
      const opened = await openSubscription(services, {
        person: ctx.person,
        accountId: ctx.account.id,
        frontend: ctx.frontend,
        packId: options.pack,
        locale: ctx.locale,
      })
      const others = packsButton(ctx)
      const problem = (text: string) => [
        { kind: 'text', tone: 'error', text } as const,
        { kind: 'choice', text: ctx.t('bot.what_next'), buttons: [others] } as const,
      ]
      if (opened.outcome === 'refused') return problem(refusalText(ctx.t, opened.reason))
      const { order, checkout } = opened
      if (checkout.outcome === 'unavailable') return problem(ctx.t('payments.shop.unavailable'))
      const coins = ctx.coins(totalOf(order))
      const text = ctx.t('payments.stars.subscribe.text', { coins, stars: Number(order.amount) })
      return [
        {
          kind: 'pay',
          title: clipped(ctx.t('payments.stars.subscribe.title', { coins }), LIMITS.payTitle),
          text: clipped(text, LIMITS.payText),
          way: checkout.way,
          buttons: [others],
        },
      ]
    },
  })
