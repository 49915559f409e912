import type { Frontend } from '#app/bot_kit/inbound'
import { sql } from '#app/support/sql'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import { usualCurrency, WEB_CURRENCIES } from '#plugins/payments/packs/currencies'
import { gatewaysFor, sellsOffer } from '#plugins/payments/packs/gateways_for'
import { offersFor } from '#plugins/payments/packs/offers_for'
import type { PackOffer } from '#plugins/payments/packs/pack'
import type { PaymentsServices } from '#plugins/payments/services'

/** What is for sale to somebody in a place. */
export interface ShopWindow {
  currency: string
  /** Currencies that the person may choose from; one alone is no choice. */
  currencies: readonly string[]
  /** Those that take the currency, best first; empty when nothing can be bought here. */
  gateways: readonly Gateway[]
  /** Each can be sold by one of the gateways. */
  offers: readonly PackOffer[]
}

/**
 * Looks at what is for sale. The currency is the one asked for, else the one of the last order on the web, else the
 * usual one of the place: the first of these that a gateway takes.
 */
export async function shopWindow(
  services: Pick<PaymentsServices, 'gateways'>,
  request: { frontend: Frontend; locale: string; personId: string | null; currency?: string }
): Promise<ShopWindow> {
  const { frontend, locale, personId } = request
  const connected = await gatewaysFor(services, frontend)
  const takes = (currency: string): boolean =>
    connected.some((gateway) => gateway.currencies.includes(currency))
  const chosen = frontend === 'web' ? await lastCurrency(personId) : null
  const usual = usualCurrency(frontend, locale)
  const possible = [request.currency, chosen, usual, ...connected.flatMap((one) => one.currencies)]
    .filter((currency) => currency !== undefined && currency !== null)
    .filter((currency) => frontend !== 'web' || WEB_CURRENCIES.includes(currency))
  const currency = possible.find(takes) ?? usual
  const gateways = connected.filter((gateway) => gateway.currencies.includes(currency))
  const offers = await offersFor({ frontend, locale, currency })
  return {
    currency,
    currencies: frontend === 'web' ? WEB_CURRENCIES.filter(takes) : [],
    gateways,
    offers: offers.filter((offer) => gateways.some((gateway) => sellsOffer(gateway, offer))),
  }
}

/** What a person last paid in on the web. */
async function lastCurrency(personId: string | null): Promise<string | null> {
  if (personId === null) return null
  const [row] = await sql<{ currency: string }>(
    `select currency from payments_orders
     where person_id = :personId and frontend = 'web' order by created_at desc limit 1`,
    { personId }
  )
  return row?.currency ?? null
}
