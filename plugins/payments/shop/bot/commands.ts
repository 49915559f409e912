import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { PaymentsServices } from '#plugins/payments/services'
import { orderPack } from '#plugins/payments/shop/bot/order_pack'
import { packList } from '#plugins/payments/shop/bot/pack_list'
import { INVOCATION_LENGTH } from '#plugins/payments/shop/resume'

const resume = {
  kind: 'text',
  description: 'payments.shop.options.resume',
  maxLength: INVOCATION_LENGTH,
} as const

/**
 * What "Get coins" means where a balance was too low: the packs, with `resume`, the packed invocation that could not
 * be paid and goes on once the coins are there.
 */
export const getCoinsCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'get_coins',
    description: 'payments.buy.description',
    options: {
      shelf: {
        kind: 'choice',
        description: 'payments.shop.options.shelf',
        choices: [
          { value: 'everyday', name: 'payments.shop.to_everyday' },
          { value: 'heavy', name: 'payments.shop.to_heavy' },
        ],
      },
      resume,
    },
    guards: [],
    visibility: 'private',
    internal: true,
    run: ({ options, ...ctx }) =>
      packList(ctx, services, {
        shelf: options.shelf === 'heavy' ? 'heavy' : 'everyday',
        resume: options.resume,
      }),
  })

/** What a pack's button means: an order, and the way to pay it. */
export const buyPackCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'buy_pack',
    description: 'payments.buy.description',
    options: {
      pack: {
        kind: 'text',
        description: 'payments.shop.options.pack',
        maxLength: 32,
        required: true,
      },
      currency: { kind: 'text', description: 'payments.shop.options.currency', maxLength: 3 },
      gateway: { kind: 'text', description: 'payments.shop.options.gateway', maxLength: 20 },
      resume,
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run({ options, ...ctx }) {
      if (!ctx.person) return []
      const { pack, currency, gateway } = options
      const wish = { packId: pack, currency, gateway, resume: options.resume }
      return orderPack(ctx, services, ctx.person, wish)
    },
  })
