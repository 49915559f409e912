/** Packs and orders as the JSON API tells them. Amounts go out as text: a program that reads doubles would round. */
import { decimalOf } from '#app/support/money'
import { totalOf, type PackOffer } from '#plugins/payments/packs/pack'
import type { StoredOrder } from '#plugins/payments/queries/find_order'
import type { OrderProgress } from '#plugins/payments/shop/queries/order_progress'

export const packJson = (offer: PackOffer, gateways: readonly string[]) => ({
  id: offer.id,
  name: offer.name,
  line: offer.line,
  shelf: offer.shelf,
  ...coinsJson(offer),
  price: priceJson(offer),
  saved_percent: offer.saved,
  best_value: offer.best,
  replies: offer.replies,
  gateways,
})

export const orderJson = (
  order: Pick<
    StoredOrder,
    'id' | 'packId' | 'title' | 'gateway' | 'coins' | 'bonus' | 'currency' | 'amount'
  >,
  state: OrderProgress
) => ({
  id: order.id,
  state,
  pack: order.packId,
  title: order.title,
  gateway: order.gateway,
  ...coinsJson(order),
  price: priceJson(order),
})

const coinsJson = (about: { coins: bigint; bonus: bigint }) => ({
  coins: { millicoins: about.coins.toString() },
  bonus: { millicoins: about.bonus.toString() },
  total: { millicoins: totalOf(about).toString() },
})

const priceJson = ({ amount, currency }: { amount: bigint; currency: string }) => ({
  currency,
  minor: amount.toString(),
  decimal: decimalOf(amount, currency),
})
