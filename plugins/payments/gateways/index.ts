import type { ApplicationService } from '@adonisjs/core/types'
import discordConfig from '#config/discord'
import paymentsConfig from '#config/payments'
import telegramConfig from '#config/telegram'
import type { Gateway, Gateways } from '#plugins/payments/gateways/gateway'

const { stripe, razorpay, test } = paymentsConfig

/** Ways to make each gateway. What one stands on is loaded only where its settings are; without them it gives null. */
const makers: readonly {
  wanted: boolean
  make(app: ApplicationService): Promise<Gateway | null>
}[] = [
  {
    wanted: stripe.secretKey !== undefined,
    make: async (app) => (await import('#plugins/payments/gateways/stripe/index')).makeStripe(app),
  },
  {
    wanted: discordConfig.token !== undefined,
    make: async (app) =>
      (await import('#plugins/payments/gateways/discord/index')).makeDiscord(app),
  },
  {
    wanted: telegramConfig.token !== undefined,
    make: async (app) => (await import('#plugins/payments/gateways/stars/index')).makeStars(app),
  },
  {
    wanted: razorpay.keyId !== undefined,
    make: async (app) =>
      (await import('#plugins/payments/gateways/razorpay/index')).makeRazorpay(app),
  },
  {
    wanted: test.enabled,
    make: async (app) =>
      (await import('#plugins/payments/gateways/test/index')).makeTestGateway(app),
  },
]

/** Makes the gateways that have their settings. */
export async function makeGateways(app: ApplicationService): Promise<Gateways> {
  const made = await Promise.all(makers.filter(({ wanted }) => wanted).map(({ make }) => make(app)))
  return new Map(made.filter((one) => one !== null).map((one) => [one.name, one]))
}
