import communitiesConfig from '#config/communities'
import type { Terms, Wish } from '#plugins/communities/buying/purchase'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import type { CodeRow } from '#plugins/communities/rows'
import { priceOf } from '#plugins/communities/tiers/price'
import type { WayToPay } from '#plugins/payments/api'

interface About {
  tier: PricedTier
  code: CodeRow | null
  /** They had no free days in this community yet. */
  mayTry: boolean
  gift: boolean
}

/**
 * What a tier is bought for. Pure, but for the settings.
 * @param ways the gateways that are offered where they are
 * @returns null when it is not sold so
 */
export function termsOf(about: About, wish: Wish, ways: readonly WayToPay[]): Terms | null {
  return wish.means === 'coins' ? inCoins(about) : inMoney(about, wish, ways)
}

const goesOn = ({ period }: PricedTier): boolean => period === 'month' || period === 'year'

function freeDays({ tier, mayTry, gift }: About, codeDays: number): number {
  return gift || !goesOn(tier) ? 0 : (mayTry ? tier.trial_days : 0) + codeDays
}

function inCoins(about: About): Terms | null {
  const { tier, code, gift } = about
  const cost = priceOf(tier, code, 'coins')
  if (!cost || (gift && cost.full === 0n)) return null
  // What costs nothing has nothing to try.
  const trialDays = cost.full === 0n ? 0 : freeDays(about, cost.codeDays)
  return {
    means: cost.full === 0n ? 'free' : 'coins',
    coins: trialDays > 0 ? 0n : cost.amount,
    currency: null,
    amount: null,
    ...(gift || !goesOn(tier) || cost.full === 0n ? NO_MORE : laterOf(cost, trialDays)),
    trialDays,
    recurring: false,
  }
}

const NO_MORE = { later: null, cycles: null, afterwards: null } as const

/** After free days the first paid cycle is the next one. */
function laterOf(
  { amount, full, cycles }: { amount: bigint; full: bigint; cycles: number | null },
  trialDays: number
): Pick<Terms, 'later' | 'cycles' | 'afterwards'> {
  if (cycles === null || amount === full) return { ...NO_MORE, later: amount }
  return { later: trialDays > 0 || cycles > 1 ? amount : full, cycles, afterwards: full }
}

function inMoney(
  about: About,
  wish: Extract<Wish, { means: 'money' }>,
  ways: readonly WayToPay[]
): Terms | null {
  const { tier, code, gift } = about
  const way = ways.find(
    ({ gateway, currencies }) => gateway === wish.gateway && currencies.includes(wish.currency)
  )
  const cost = priceOf(tier, code, 'money', wish.currency)
  // Without a rate nobody could say what the creator's share is.
  if (!way || !cost || communitiesConfig.microPerCoin[wish.currency] === undefined) return null
  // What a code makes free needs no checkout: coins buy it, for none.
  if (cost.amount === 0n) return null
  // A gateway charges the same again and again: with a code for some cycles alone, one payment is all.
  const keepsPrice = cost.cycles === null || cost.amount === cost.full
  const isWithin = way.mostRecurring === null || cost.amount <= way.mostRecurring
  const { period } = tier
  const hasPeriod = (period === 'month' || period === 'year') && way.recurring.includes(period)
  const recurring = !gift && keepsPrice && isWithin && hasPeriod
  return {
    means: 'money',
    coins: null,
    currency: wish.currency,
    amount: cost.amount,
    ...NO_MORE,
    later: recurring ? cost.amount : null,
    trialDays: recurring && way.trials ? freeDays(about, cost.codeDays) : 0,
    recurring,
  }
}
