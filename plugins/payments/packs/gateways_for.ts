import type { Frontend } from '#app/bot_kit/inbound'
import paymentsConfig from '#config/payments'
import type { WayToPay } from '#plugins/payments/api'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import type { PackOffer } from '#plugins/payments/packs/pack'
import type { PaymentsServices } from '#plugins/payments/services'

/** The gateways that are offered in a place and are connected, best first: the policy table of `config/payments.ts`. */
export async function gatewaysFor(
  services: Pick<PaymentsServices, 'gateways'>,
  frontend: Frontend
): Promise<readonly Gateway[]> {
  const connected = await services.gateways()
  return paymentsConfig.offered[frontend].flatMap((name) => connected.get(name) ?? [])
}

/** Whether a gateway can sell a pack: Discord sells what it knows as a SKU of its own. */
export function sellsOffer(gateway: Gateway, offer: PackOffer): boolean {
  return (
    gateway.currencies.includes(offer.currency) &&
    (gateway.name !== 'discord' || offer.discordSku !== null)
  )
}

/** The gateways that can sell anything in a place, not packs alone. */
export async function sellingGateways(
  services: Pick<PaymentsServices, 'gateways'>,
  frontend: Frontend
): Promise<readonly Gateway[]> {
  const offered = await gatewaysFor(services, frontend)
  return offered.filter(({ packsAlone }) => packsAlone !== true)
}

/** How a gateway is told to those who sell by it. */
export const wayOf = ({ name, currencies, subscriptions }: Gateway): WayToPay => ({
  gateway: name,
  currencies,
  recurring: subscriptions?.periods ?? [],
  trials: subscriptions?.trials ?? false,
  mostRecurring: subscriptions?.mostAmount ?? null,
})
