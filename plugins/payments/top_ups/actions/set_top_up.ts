import { sql } from '#app/support/sql'
import type { Frontend } from '#app/bot_kit/inbound'
import { cardsOf, type SavedCard } from '#plugins/payments/gateways/stripe/cards'
import { findCustomer } from '#plugins/payments/gateways/stripe/customers'
import { totalOf, type Pack } from '#plugins/payments/packs/pack'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import type { PaymentsServices } from '#plugins/payments/services'
import { TOP_UP_LIMITS } from '#plugins/payments/top_ups/limits'
import { stripeHere } from '#plugins/payments/top_ups/stripe_here'

export interface TopUpWish {
  personId: string
  packId: string
  currency: string
  /** Millicoins. */
  threshold: bigint
  /** Minor units in a month. */
  monthlyCap: bigint
  cardId: string
}

export interface CheckedWish {
  outcome: 'fine'
  pack: Pack
  /** The pack's price now, minor units. */
  amount: bigint
  card: SavedCard
}

export type WishRefusal =
  /** Cards are not taken here. */
  | 'unavailable'
  | 'unknown_pack'
  | 'no_card'
  /** None of those that are offered, or as many coins as the pack has. */
  | 'threshold'
  /** Below one pack, or above {@link TOP_UP_LIMITS.mostPacks}. */
  | 'cap'

/** Whether a wish can be granted: every number is checked here, whoever sends it. */
export async function checkWish(
  services: Pick<PaymentsServices, 'gateways'>,
  wish: TopUpWish
): Promise<CheckedWish | { outcome: 'refused'; reason: WishRefusal }> {
  const refused = (reason: WishRefusal) => ({ outcome: 'refused', reason }) as const
  const stripe = await stripeHere(services)
  if (!stripe?.currencies.some((one) => one === wish.currency)) return refused('unavailable')
  const packs = await listPacks({ activeOnly: true })
  const pack = packs.find(({ id }) => id === wish.packId)
  const amount = pack?.prices[wish.currency]
  if (!pack || amount === undefined) return refused('unknown_pack')
  const coins = wish.threshold / 1000n
  const isOffered = TOP_UP_LIMITS.thresholds.some((one) => one === coins)
  if (!isOffered || wish.threshold >= totalOf(pack)) return refused('threshold')
  if (wish.monthlyCap < amount || wish.monthlyCap > amount * TOP_UP_LIMITS.mostPacks) {
    return refused('cap')
  }
  const customer = await findCustomer(wish.personId)
  const cards = customer === null ? [] : await cardsOf(stripe.client, customer)
  const card = cards.find(({ id }) => id === wish.cardId)
  return card ? { outcome: 'fine', pack, amount, card } : refused('no_card')
}

export interface Consent {
  accountId: string
  frontend: Frontend
  locale: string
  /** The words that the fan agreed to. */
  words: string
  /** The price in them, minor units: a pack that has another one now is not bought on them. */
  amount: bigint
}

/**
 * The fan agrees: from now on the pack is bought whenever coins run low. It is kept what was agreed to, and when.
 * @returns `changed` when the pack's price is not the one that was agreed to
 */
export async function setTopUp(
  services: Pick<PaymentsServices, 'gateways'>,
  wish: TopUpWish,
  consent: Consent
): Promise<
  { outcome: 'on' } | { outcome: 'changed' } | { outcome: 'refused'; reason: WishRefusal }
> {
  const checked = await checkWish(services, wish)
  if (checked.outcome === 'refused') return checked
  if (checked.amount !== consent.amount) return { outcome: 'changed' }
  const { card } = checked
  await sql(
    `insert into payments_top_ups
       (person_id, account_id, frontend, locale, pack_id, currency, amount, threshold, monthly_cap, card_id,
        card_name, state, consent, consented_at)
     values (:personId, :accountId, :frontend, :locale, :packId, :currency, :amount, :threshold, :monthlyCap,
        :cardId, :cardName, 'on', :words, now())
     on conflict (person_id) do update set
       account_id = excluded.account_id, frontend = excluded.frontend, locale = excluded.locale,
       pack_id = excluded.pack_id, currency = excluded.currency, amount = excluded.amount,
       threshold = excluded.threshold, monthly_cap = excluded.monthly_cap, card_id = excluded.card_id,
       card_name = excluded.card_name, state = 'on', paused_for = null, declines = 0,
       consent = excluded.consent, consented_at = excluded.consented_at, next_at = now(), updated_at = now()`,
    { ...wish, ...consent, cardName: `${card.brand} ${card.last4}` }
  )
  return { outcome: 'on' }
}

/** Nothing is bought any more. What is being charged at this moment still is. */
export async function stopTopUp(personId: string): Promise<void> {
  await sql(
    `update payments_top_ups set state = 'off', paused_for = null, updated_at = now()
     where person_id = :personId`,
    { personId }
  )
}
