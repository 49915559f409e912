import coinsConfig from '#config/coins'
import { defineCommand } from '#app/bot_kit/command'
import { formatMoney, MILLICOINS_PER_COIN } from '#app/support/coins'

/** A round number of coins that prices are shown for. */
const EXAMPLE = 100n * MILLICOINS_PER_COIN

/** `/buy`: says that nothing can be bought yet, what coins will cost, and what works without buying. */
export const buyCommand = defineCommand({
  name: 'buy',
  topic: 'money',
  description: 'payments.buy.description',
  options: {},
  guards: [],
  visibility: 'private',
  async run(ctx) {
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
            : { label: ctx.t('bot.join'), invoke: { command: 'start' } },
        ],
      },
    ]
  },
})
