/** What buying comes to. Coins are millicoins; money is in minor units, Stars are whole. */
import type { Frontend } from '#app/bot_kit/inbound'
import type { PayWay } from '#app/bot_kit/reply'
import type { CodeRefusal } from '#plugins/communities/codes/find_code'
import type { GiftRow, MembershipRow, PurchaseRow } from '#plugins/communities/rows'
import type { CapState } from '#plugins/ledger/api'

/** What may stand against somebody's being a member of a tier. */
export const OBSTACLES = [
  /** The community is not set up yet, or was closed. */
  'closed',
  /** By an admin. */
  'suspended',
  'withdrawn',
  'banned',
  /** Of this very tier. */
  'member',
  /** Of another tier: that is changed, not bought. */
  'other_tier',
  'full',
  /** None of its doors can be kept now: the bot was removed. What is paid already is not kept from anybody by that. */
  'shut',
  /** Whoever bought it was deleted meanwhile. */
  'deleted',
] as const
export type Obstacle = (typeof OBSTACLES)[number]

/** How somebody means to pay. */
export type Wish = { means: 'coins' } | { means: 'money'; gateway: string; currency: string }

/** What something is bought for, all counted. */
export interface Terms {
  means: PurchaseRow['means']
  /** What is charged now; null for money. */
  coins: bigint | null
  currency: string | null
  /** What a payment is: now, or after the free days. */
  amount: bigint | null
  /** What the next payment is, in the same means; null where none comes by itself. */
  later: bigint | null
  /** A code takes its part of so many payments, and each one after them costs `afterwards`; null without such a code. */
  cycles: number | null
  afterwards: bigint | null
  trialDays: number
  /** A gateway charges the next cycles by itself. */
  recurring: boolean
}

/** Of which the buyer has seen a quote: with other terms nothing is charged. */
export interface Expected {
  /** Charged now; for money what the payment is. */
  amount: bigint
  trialDays: number
}

export interface BuyRequest {
  /** The caller's: the same press is one purchase. */
  key: string
  tierId: string
  personId: string
  accountId: string | null
  frontend: Frontend
  locale: string
  /** As it was typed; null for none. */
  code: string | null
  gift: boolean
  wish: Wish
  /** Null buys at whatever it costs. */
  expected: Expected | null
}

export type BuyRefusal =
  | Obstacle
  | CodeRefusal
  /** There is no such tier. */
  | 'gone'
  /** Not by these means. */
  | 'not_sold_so'
  /** Another press of theirs is being worked on. */
  | 'busy'
  /** The price or the free days are others than they saw. */
  | 'changed'
  /** A process died on the way, and nothing was charged. */
  | 'interrupted'
  /** Nobody paid the checkout. */
  | 'not_paid'
  /** Of the payments: too many checkouts within an hour, their own limit, not offered here, the gateway is away. */
  | 'too_many'
  | 'capped'
  | 'not_offered'
  | 'unavailable'

export type BuyOutcome =
  | { outcome: 'joined'; purchase: PurchaseRow; membership: MembershipRow }
  | { outcome: 'gift'; purchase: PurchaseRow; gift: GiftRow }
  | { outcome: 'pay'; purchase: PurchaseRow; way: PayWay }
  /** It was charged and could not be given: it is on its way back. */
  | { outcome: 'given_back'; purchase: PurchaseRow; reason: string }
  | { outcome: 'insufficient_coins'; available: bigint; needed: bigint }
  | ({ outcome: 'cap_reached' } & CapState)
  | { outcome: 'refused'; reason: BuyRefusal }

export const refused = (reason: BuyRefusal): { outcome: 'refused'; reason: BuyRefusal } => ({
  outcome: 'refused',
  reason,
})

/** The key of everything that is charged or given back for a purchase. */
export const keyOf = ({ id }: Pick<PurchaseRow, 'id'>): string => `purchase:${id}`
