/** Reads what a creator typed of a tier. Nothing of it is trusted. */
import type { Period } from '#plugins/communities/clock'
import type { TierPrice } from '#plugins/communities/queries/find_tier'
import type { TierRow } from '#plugins/communities/rows'
import { readCoins, readMoney } from '#plugins/communities/tiers/amounts'
import { CURRENCIES, TIER_LIMITS, type Currency } from '#plugins/communities/tiers/limits'

export const PERIODS = ['month', 'year', 'once', 'lifetime'] as const satisfies readonly Period[]

/** Days of a tier that is bought once, until its creator says otherwise. */
const USUAL_DAYS = 30

export interface Wrong {
  /** i18n key below `communities.tiers.fields`. */
  field: string
  /** i18n key below `communities.tiers.wrong`. */
  what:
    | 'missing'
    | 'too_long'
    | 'too_many'
    | 'not_a_number'
    | 'too_much'
    | 'no_trial'
    | 'no_period'
    | 'bad_code'
    | 'paid_there'
  limit?: number | string
}
export type Read<T> = { outcome: 'read'; value: T } | { outcome: 'wrong'; wrong: Wrong }

const read = <T>(value: T): Read<T> => ({ outcome: 'read', value })
const wrong = (field: string, what: Wrong['what'], limit?: number | string): Read<never> => ({
  outcome: 'wrong',
  wrong: { field, what, ...(limit !== undefined && { limit }) },
})

type Typed<K extends string> = Readonly<Partial<Record<K, string>>>

export type TierWords = Pick<TierRow, 'name' | 'description' | 'perks'>
export type TierTerms = Pick<TierRow, 'days_once' | 'trial_days' | 'seats' | 'hidden' | 'welcome'>
export interface TierCosts {
  coins: bigint | null
  prices: readonly TierPrice[]
}

/** A NUL is nothing that Postgres keeps. */
const clean = (typed: string | undefined): string => (typed ?? '').replaceAll('\0', '').trim()

/** What it is called and what one gets; perks stand one in a line. */
export function readWords(typed: Typed<'name' | 'description' | 'perks'>): Read<TierWords> {
  const name = clean(typed.name).replaceAll(/\s+/g, ' ')
  if (name === '') return wrong('name', 'missing')
  if (name.length > TIER_LIMITS.name) return wrong('name', 'too_long', TIER_LIMITS.name)
  const description = clean(typed.description)
  if (description.length > TIER_LIMITS.description) {
    return wrong('description', 'too_long', TIER_LIMITS.description)
  }
  const perks = clean(typed.perks)
    .split('\n')
    .map((line) => line.replace(/^\s*[-*•]\s+/, '').trim())
    .filter((line) => line !== '')
  if (perks.length > TIER_LIMITS.perks) return wrong('perks', 'too_many', TIER_LIMITS.perks)
  if (perks.some((perk) => perk.length > TIER_LIMITS.perk)) {
    return wrong('perks', 'too_long', TIER_LIMITS.perk)
  }
  return read({ name, description, perks })
}

export function readPeriod(typed: string | undefined): Read<Pick<TierRow, 'period' | 'days_once'>> {
  const period = PERIODS.find((one) => one === typed)
  if (!period) return wrong('period', 'no_period')
  return read({ period, days_once: period === 'once' ? USUAL_DAYS : null })
}

/** What it costs; an empty field is a way that it is not sold by. 0 coins make it free. */
export function readCosts(typed: Typed<'coins' | Currency>): Read<TierCosts> {
  const coins = clean(typed.coins) === '' ? null : readCoins(clean(typed.coins))
  if (coins === null && clean(typed.coins) !== '') return wrong('coins', 'not_a_number')
  if (coins !== null && coins > TIER_LIMITS.coins) {
    return wrong('coins', 'too_much', String(TIER_LIMITS.coins / 1_000n))
  }
  const prices: TierPrice[] = []
  for (const currency of CURRENCIES) {
    const text = clean(typed[currency])
    if (text === '') continue
    const amount = readMoney(text, currency)
    if (amount === null || amount === 0n) return wrong(currency, 'not_a_number')
    const most = TIER_LIMITS.money[currency] ?? 0n
    const unit = currency === 'XTR' ? 1n : 100n
    if (amount > most) return wrong(currency, 'too_much', String(most / unit))
    prices.push({ currency, amount })
  }
  return read({ coins, prices })
}

function readCount(field: string, typed: string, most: number): Read<number | null> {
  if (typed === '') return read(null)
  if (!/^\d{1,9}$/.test(typed)) return wrong(field, 'not_a_number')
  const count = Number(typed)
  return count > most ? wrong(field, 'too_much', most) : read(count)
}

/** How long, how many, for whom, and what new members are told. */
export function readTerms(
  typed: Typed<'days' | 'trial' | 'seats' | 'hidden' | 'welcome'>,
  { period, telegram_stars: stars }: Pick<TierRow, 'period' | 'telegram_stars'>
): Read<TierTerms> {
  const days = readCount('days', clean(typed.days), TIER_LIMITS.days)
  if (days.outcome === 'wrong') return days
  const trial = readCount('trial', clean(typed.trial), TIER_LIMITS.trialDays)
  if (trial.outcome === 'wrong') return trial
  const seats = readCount('seats', clean(typed.seats), TIER_LIMITS.seats)
  if (seats.outcome === 'wrong') return seats
  if (seats.value && stars !== null) return wrong('seats', 'paid_there')
  const trialDays = trial.value ?? 0
  if (trialDays > 0 && period !== 'month' && period !== 'year') return wrong('trial', 'no_trial')
  if (period === 'once' && !days.value) return wrong('days', 'missing')
  const welcome = clean(typed.welcome)
  if (welcome.length > TIER_LIMITS.welcome) return wrong('welcome', 'too_long', TIER_LIMITS.welcome)
  return read({
    days_once: period === 'once' ? days.value : null,
    trial_days: trialDays,
    // No seats at all is nothing to sell: it means as many as want to.
    seats: seats.value === 0 ? null : seats.value,
    hidden: typed.hidden === 'yes',
    welcome,
  })
}

/** What a persona that is included gives; a discount in whole percent. */
export function readIncluded(
  typed: Typed<'free' | 'discount'>
): Read<Pick<TierRow, 'persona_free_replies' | 'persona_discount_bp'>> {
  const free = readCount('free', clean(typed.free), TIER_LIMITS.freeReplies)
  if (free.outcome === 'wrong') return free
  const discount = readCount('discount', clean(typed.discount).replace(/\s*%$/, ''), 100)
  if (discount.outcome === 'wrong') return discount
  return read({
    persona_free_replies: free.value ?? 0,
    persona_discount_bp: (discount.value ?? 0) * 100,
  })
}
