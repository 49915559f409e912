/** A tier in words, for its creator and for fans. */
import type { TurnContext } from '#app/bot_kit/command'
import coinsConfig from '#config/coins'
import type { PricedTier, TierPrice } from '#plugins/communities/queries/find_tier'
import type { Door } from '#plugins/communities/queries/list_doors'
import type { CodeRow, TierRow } from '#plugins/communities/rows'
import { moneyWords } from '#plugins/communities/tiers/amounts'
import { priceOf } from '#plugins/communities/tiers/price'

export type Speaker = Pick<TurnContext, 't' | 'locale' | 'coins'>

/** "a month", "for 30 days"; empty for good. */
function periodWords(
  { t }: Pick<Speaker, 't'>,
  { period, days_once: days }: Pick<TierRow, 'period' | 'days_once'>
): string {
  return t(`communities.tiers.period.${period}`, { days: days ?? 0 })
}

/**
 * What a tier costs: coins with their worth in money beside, and each price in money.
 * @param code what is taken off
 */
export function priceWords(ctx: Speaker, tier: PricedTier, code: CodeRow | null = null): string {
  const here = priceHere(ctx, tier, code)
  if (tier.telegram_stars === null) return here
  const there = ctx.t('communities.paid_there.price', { stars: tier.telegram_stars })
  return tier.coins === null && tier.prices.length === 0 ? there : `${here} · ${there}`
}

function priceHere(ctx: Speaker, tier: PricedTier, code: CodeRow | null): string {
  const coins = priceOf(tier, code, 'coins')
  if (coins?.amount === 0n) return ctx.t('communities.tiers.price.free')
  const money = tier.prices.map((price) => moneyWords(ctx, withCode(tier, code, price)))
  const period = periodWords(ctx, tier)
  const or = new Intl.ListFormat(ctx.locale, { type: 'disjunction' })
  if (!coins) {
    return money.length === 0
      ? ctx.t('communities.tiers.price.none')
      : ctx.t('communities.tiers.price.each', { price: or.format(money), period })
  }
  const worth =
    money.length > 0
      ? ctx.coins(coins.amount)
      : ctx.t('communities.tiers.price.worth', {
          coins: ctx.coins(coins.amount),
          money: moneyWords(ctx, worthOf(coins.amount)),
        })
  return ctx.t('communities.tiers.price.each', { price: or.format([worth, ...money]), period })
}

/** Coins in thousandths, times millionths of a unit each, are billionths of it: so many are a hundredth. */
const NANO_PER_CENT = 10_000_000n

/** About what coins cost, to the cent; never shown lower than it is. */
function worthOf(millicoins: bigint): TierPrice {
  const nano = millicoins * coinsConfig.microPerCoin
  const cents = (nano + NANO_PER_CENT - 1n) / NANO_PER_CENT
  return { currency: coinsConfig.currency, amount: cents > 0n ? cents : 1n }
}

function withCode(tier: PricedTier, code: CodeRow | null, price: TierPrice): TierPrice {
  const cost = priceOf(tier, code, 'money', price.currency)
  return cost ? { currency: price.currency, amount: cost.amount } : price
}

/** What a door opens, for instance "the role Gold in Moonlight". */
export function doorWords({ t }: Pick<Speaker, 't'>, door: Door): string {
  return t(`communities.tiers.door.${door.role_id === null ? door.space_kind : 'role'}`, {
    space: door.space_title,
    role: door.role_name ?? '',
  })
}

/** What the included persona costs members. */
export function includedWords(
  { t }: Pick<Speaker, 't'>,
  name: string,
  tier: Pick<TierRow, 'persona_free_replies' | 'persona_discount_bp'>
): string {
  const { persona_free_replies: free, persona_discount_bp: discount } = tier
  return t('communities.tiers.included.words', {
    name,
    free,
    discount: discount / 100,
    what: free > 0 ? (discount > 0 ? 'both' : 'free') : discount > 0 ? 'discount' : 'none',
  })
}
