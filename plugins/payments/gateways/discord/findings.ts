import paymentsConfig from '#config/payments'
import telegramConfig from '#config/telegram'
import type { CatalogueFinding } from '#plugins/payments/gateways/discord/catalogue'
import { DiscordGateway } from '#plugins/payments/gateways/discord/discord_gateway'
import type { Gateway, Gateways } from '#plugins/payments/gateways/gateway'

/**
 * What is wrong with the packs as Discord sells them. A pack that is sold nowhere else needs no SKU.
 * @throws while Discord cannot be reached
 */
export async function catalogueFindings(gateway: Gateway): Promise<readonly CatalogueFinding[]> {
  if (!(gateway instanceof DiscordGateway)) return []
  const { stripe, razorpay } = paymentsConfig
  const elsewhere = stripe.secretKey ?? razorpay.keyId ?? telegramConfig.token
  const findings = await gateway.check()
  return findings.filter(({ problem }) => problem !== 'no_sku' || elsewhere !== undefined)
}

/** The same for an admin's page, by pack; nothing while Discord cannot be reached. */
export async function discordProblems(gateways: Gateways): Promise<ReadonlyMap<string, string>> {
  const gateway = gateways.get('discord')
  const findings = gateway ? await catalogueFindings(gateway).catch(() => []) : []
  return new Map(findings.map(({ packId, problem }) => [packId, problem]))
}
