/** What a change of tier comes to. Pure: see docs/adr/0031 for why. */
import { worthOf } from '#plugins/communities/worth'
import type { DueMembership } from '#plugins/communities/lifecycle/queries/due_memberships'
import { withCode } from '#plugins/communities/lifecycle/next_cycle'
import { changeCost, isDearer, shareOf, unused } from '#plugins/communities/lifecycle/proration'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'

export type ChangeRefusal =
  /** It is theirs already. */
  | 'same_tier'
  /** Coins do not buy it (and for money: nor does the currency that was paid). */
  | 'not_sold'
  /** What is for good is not changed for something that ends. */
  | 'lifetime'
  /** Nothing was paid with money yet: end it, and join the other tier. */
  | 'trial'
  /** The grace period: what is due comes first. */
  | 'unpaid'
  /** Telegram charges it: it has to end there first. */
  | 'at_telegram'
  /** A charge is under way at this moment. */
  | 'busy'

export type ChangeTerms =
  | {
      outcome: 'now'
      /** Millicoins that are charged now; at most the price of a cycle. */
      charge: bigint
      /** Millicoins of what was paid that count for the new cycle. */
      credit: bigint
      /** Of the new cycle; null for good. */
      endsAt: Date | null
      /** What a cycle costs from then on, without a code; null when it does not go on by itself. */
      agreed: bigint | null
      /** A subscription at a gateway ends with it. */
      endsSubscription: boolean
    }
  /** From the next cycle on, at this price. */
  | { outcome: 'later'; at: Date; coins: bigint }
  | { outcome: 'refused'; reason: ChangeRefusal }

const refused = (reason: ChangeRefusal): ChangeTerms => ({ outcome: 'refused', reason })

/**
 * A dearer tier is changed to at once, a cheaper one at the end of what is paid. What was paid with money is turned into
 * time at once either way: no card is charged for a change.
 * @param running the paid cycle that runs; null when there is none
 */
export function changeTerms(
  due: DueMembership,
  {
    running,
    to,
    at,
    isBusy,
  }: { running: CycleRow | null; to: PricedTier; at: Date; isBusy: boolean }
): ChangeTerms {
  const { membership, tier } = due
  if (isBusy) return refused('busy')
  if (to.id === membership.tier_id) return refused('same_tier')
  if (membership.means === 'telegram') return refused('at_telegram')
  if (tier.period === 'lifetime' && to.period !== 'lifetime') return refused('lifetime')
  if (membership.means === 'money') return byMoney(membership, { running, to, at })
  if (to.coins === null) return refused('not_sold')
  const agreed = to.coins
  const dearer = isDearer(
    { ...to, price: agreed },
    { ...tier, price: priceBefore(membership, running, to) },
    at
  )
  const isOver = membership.paid_until !== null && membership.paid_until <= at
  if (dearer && isOver) return refused('unpaid')
  if (dearer || membership.paid_until === null) {
    const price = withCode(due, to.id, agreed)
    const paid = running ? valueOf(running, to) : 0n
    const from = { ...spanOf(running, at), paid }
    const cost = changeCost({ at, from, to: { ...to, price }, charges: true })
    if (cost.outcome === 'now') {
      return { ...cost, agreed, endsSubscription: false }
    }
    if (membership.paid_until === null) return refused('lifetime')
  }
  return { outcome: 'later', at: membership.paid_until ?? at, coins: agreed }
}

/** What the running tier costs a cycle, to compare with: of a gift what was paid for it. */
function priceBefore(membership: MembershipRow, running: CycleRow | null, to: PricedTier): bigint {
  return membership.coins ?? (running ? valueOf(running, to) : 0n)
}

const spanOf = (running: CycleRow | null, at: Date) =>
  running
    ? { starts_at: running.starts_at, ends_at: running.ends_at }
    : { starts_at: at, ends_at: at }

/**
 * What was really paid for a cycle, millicoins: less what was given back, with what of earlier cycles counts in it.
 * Money is worth what it buys of the new tier, or else what money is worth in coins.
 */
export function valueOf(cycle: CycleRow, to: PricedTier): bigint {
  if (cycle.currency === null) return cycle.coins - cycle.given_back + cycle.credit
  const money = (cycle.amount ?? 0n) - cycle.given_back
  const price = to.prices.find(({ currency }) => currency === cycle.currency)?.amount
  if (price !== undefined && to.coins !== null) return (money * to.coins) / price + cycle.credit
  return worthOf(money, cycle.currency) + cycle.credit
}

/** The unused money becomes time of the new tier, the subscription ends, and from then on it goes on by coins. */
function byMoney(
  membership: MembershipRow,
  { running, to, at }: { running: CycleRow | null; to: PricedTier; at: Date }
): ChangeTerms {
  if (membership.state === 'trialing') return refused('trial')
  if (membership.state === 'grace' || !running) return refused('unpaid')
  const { currency } = running
  const inMoney = to.prices.find((price) => price.currency === currency)?.amount
  const price = to.coins ?? inMoney ?? null
  if (price === null || price === 0n) return refused('not_sold')
  const paid =
    to.coins === null ? (running.amount ?? 0n) - running.given_back : valueOf(running, to)
  const from = { ...spanOf(running, at), paid }
  const cost = changeCost({ at, from, to: { ...to, price }, charges: false })
  if (cost.outcome === 'later' || (cost.endsAt === null && cost.credit < price)) {
    return refused('not_sold')
  }
  if (cost.endsAt !== null && cost.endsAt <= at) return refused('unpaid')
  const credit =
    to.coins === null && currency !== null
      ? shareOf(worthOf(paid, currency) + running.credit, unused(from, at))
      : cost.credit
  return { ...cost, credit, charge: 0n, agreed: to.coins, endsSubscription: true }
}
