import type { SavedCard } from '#plugins/payments/gateways/stripe/cards'

/** A card as its owner knows it: `Visa ···· 4242, until 12/2034`. */
export function cardInWords(
  card: SavedCard,
  { t }: { t(key: string, data?: Record<string, unknown>): string }
): string {
  return t('payments.stripe.card', {
    brand: card.brand.charAt(0).toUpperCase() + card.brand.slice(1),
    last4: card.last4,
    until: `${String(card.month).padStart(2, '0')}/${card.year}`,
  })
}
