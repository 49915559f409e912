import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import coinsConfig from '#config/coins'
import { formatMoney, MILLICOINS_PER_COIN } from '#app/support/coins'
import { gatewaysFor } from '#plugins/payments/packs/gateways_for'
import type { PaymentsServices } from '#plugins/payments/services'
import { joinButton, webLink } from '#plugins/payments/shop/bot/ways_on'

/** A round number of coins that prices are shown for. */
const EXAMPLE = 100n * MILLICOINS_PER_COIN

/**
 * Nothing can be bought here: said as it is, with what coins cost and what works without buying. Where the policy
 * lets bots point to the web page, and coins are sold there, they do.
 */
export async function nothingSold(ctx: TurnContext, services: PaymentsServices): Promise<Reply> {
  const links = ctx.frontend === 'web' ? [] : webLink(ctx)
  const elsewhere = links.length > 0 && (await gatewaysFor(services, 'web')).length > 0
  if (elsewhere) {
    return [
      {
        kind: 'card',
        title: ctx.t('payments.shop.title'),
        text: ctx.t('payments.shop.sold_on_web'),
        buttons: links,
      },
    ]
  }
  const money = (amount: bigint): string => formatMoney(amount, coinsConfig, ctx.locale)
  return [
    {
      kind: 'card',
      title: ctx.t('payments.buy.title'),
      text: ctx.t('payments.buy.text'),
      fields: [
        {
          name: ctx.t('payments.buy.price'),
          value: ctx.t('payments.buy.price_value', {
            one: ctx.coins(MILLICOINS_PER_COIN),
            one_price: money(MILLICOINS_PER_COIN),
            many: ctx.coins(EXAMPLE),
            many_price: money(EXAMPLE),
          }),
        },
        {
          name: ctx.t('payments.buy.meanwhile'),
          value: ctx.person
            ? ctx.t('payments.buy.member')
            : ctx.t('payments.buy.guest', { welcome: ctx.coins(coinsConfig.welcome) }),
        },
      ],
      footer: ctx.t('payments.buy.footer'),
      buttons: [
        ctx.person
          ? { label: ctx.t('payments.buy.balance'), invoke: { command: 'balance' } }
          : joinButton(ctx),
      ],
    },
  ]
}
