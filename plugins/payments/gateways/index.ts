import type { ApplicationService } from '@adonisjs/core/types'
import type { Gateway, Gateways } from '#plugins/payments/gateways/gateway'

/** Ways to make each gateway; one that lacks its settings gives null. */
const makers: readonly ((app: ApplicationService) => Promise<Gateway | null>)[] = [
  async (app) => (await import('#plugins/payments/gateways/stripe/index')).makeStripe(app),
  async (app) => (await import('#plugins/payments/gateways/discord/index')).makeDiscord(app),
  async (app) => (await import('#plugins/payments/gateways/stars/index')).makeStars(app),
  async (app) => (await import('#plugins/payments/gateways/razorpay/index')).makeRazorpay(app),
  async (app) => (await import('#plugins/payments/gateways/test/index')).makeTestGateway(app),
]

/** Makes the gateways that have their settings. */
export async function makeGateways(app: ApplicationService): Promise<Gateways> {
  const made = await Promise.all(makers.map((make) => make(app)))
  return new Map(made.filter((one) => one !== null).map((one) => [one.name, one]))
}
