import { defineCommand } from '#app/bot_kit/command'
import type { PaymentsServices } from '#plugins/payments/services'
import { packList } from '#plugins/payments/shop/bot/pack_list'

/** `/buy`: the packs that are sold where the person is; or that nothing can be bought, and what works without. */
export const buyCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'buy',
    topic: 'money',
    description: 'payments.buy.description',
    options: {},
    guards: [],
    visibility: 'private',
    run: (ctx) => packList(ctx, services, {}),
  })
