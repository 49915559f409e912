/** The tables' rows, as they are read. Coins are millicoins; money is in minor units, Stars are whole. */
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import type { Period } from '#plugins/communities/clock'

export interface CommunityRow {
  id: string
  creator_id: string
  name: string
  slug: string
  description: string
  locale: string
  state: 'draft' | 'open' | 'closed'
  unpaid_inside: 'report' | 'remove'
  suspended_at: Date | null
  suspended_reason: string | null
  created_at: Date
}

export interface SpaceRow {
  id: string
  community_id: string
  platform: SpacePlatform
  platform_id: string
  kind: 'server' | 'group' | 'channel'
  title: string
  state: 'connected' | 'lost' | 'disconnected'
  connected_by: string | null
  connected_at: Date
  checked_at: Date | null
  problems: readonly SpaceProblem[]
  channel_id: string | null
}

export interface TierRow {
  id: string
  community_id: string
  position: number
  name: string
  description: string
  perks: readonly string[]
  picture_id: string | null
  period: Period
  days_once: number | null
  coins: bigint | null
  trial_days: number
  seats: number | null
  hidden: boolean
  link_code: string
  welcome: string
  persona_id: string | null
  persona_free_replies: number
  persona_discount_bp: number
  state: 'draft' | 'on_sale' | 'withdrawn'
  /** Stars that Telegram charges every 30 days by the tier's own link; null when it is not sold so. */
  telegram_stars: number | null
  created_at: Date
}

export interface DoorRow {
  id: string
  tier_id: string
  space_id: string
  role_id: string | null
  role_name: string | null
}

export interface CodeRow {
  id: string
  community_id: string
  code: string
  kind: 'percent' | 'fixed' | 'free_days'
  value: number | null
  coins_off: bigint | null
  tier_id: string | null
  cycles: number | null
  most_uses: number | null
  expires_at: Date | null
  withdrawn_at: Date | null
  created_at: Date
}

export type Means = 'coins' | 'money' | 'gift' | 'free' | 'telegram'
export type EndReason =
  'cancelled' | 'unpaid' | 'refunded' | 'disputed' | 'removed' | 'expired' | 'deleted' | 'merged'

export interface MembershipRow {
  id: string
  community_id: string
  tier_id: string
  person_id: string
  account_id: string | null
  state: 'trialing' | 'active' | 'grace' | 'ended'
  means: Means
  coins: bigint | null
  currency: string | null
  amount: bigint | null
  anchor_at: Date
  paid_until: Date | null
  grace_until: Date | null
  renews: boolean
  next_tier_id: string | null
  next_coins: bigint | null
  asked_coins: bigint | null
  code_id: string | null
  order_id: string | null
  renew_at: Date | null
  renew_attempts: number
  remind_at: Date | null
  end_reason: EndReason | null
  ended_at: Date | null
  created_at: Date
}

export interface CycleRow {
  id: string
  membership_id: string
  number: number
  tier_id: string
  starts_at: Date
  ends_at: Date | null
  kind: 'trial' | 'bought' | 'renewed' | 'changed' | 'gift' | 'free'
  state: 'asked' | 'paid' | 'failed' | 'given_back'
  coins: bigint
  currency: string | null
  amount: bigint | null
  transfer_id: string | null
  payment_id: string | null
  given_back: bigint
  agreed: bigint | null
  label: string | null
  credit: bigint
  cut_from: Date | null
  /** Of one that a change of tier cut short: what stood of its own payment then, and what of that counts in the next. */
  cut_rest: bigint | null
  cut_credit: bigint | null
  /** Millicoins that it brought the creator, as far as known: `creatorShare` of the capture. For their figures alone. */
  creator_share: bigint
  created_at: Date
}

export interface PurchaseRow {
  id: string
  key: string
  community_id: string
  tier_id: string
  person_id: string
  account_id: string | null
  frontend: string
  locale: string
  gift: boolean
  means: 'coins' | 'money' | 'free'
  coins: bigint | null
  currency: string | null
  amount: bigint | null
  trial_days: number
  code_id: string | null
  state: 'asked' | 'paid' | 'refused' | 'given_back'
  refusal: string | null
  hold_id: string | null
  transfer_id: string | null
  order_id: string | null
  payment_id: string | null
  membership_id: string | null
  /** A gateway charges the next cycles by itself. */
  recurring: boolean
  /** What was bought, as the buyer saw it. */
  title: string
  created_at: Date
  ended_at: Date | null
}

export interface GiftRow {
  id: string
  purchase_id: string
  community_id: string
  tier_id: string
  code: string
  redeemed_by: string | null
  membership_id: string | null
  created_at: Date
  expires_at: Date
  redeemed_at: Date | null
  given_back_at: Date | null
}

export interface GrantRow {
  id: string
  community_id: string
  space_id: string
  role_id: string
  platform_id: string
  person_id: string | null
  membership_id: string | null
  wanted: 'in' | 'out'
  actual: 'unknown' | 'invited' | 'in' | 'out'
  version: number
  was_in_before: boolean
  link: string | null
  link_expires_at: Date | null
  error_kind: 'retriable' | 'action' | null
  last_error: string | null
  problem: unknown
  attempts: number
  next_try_at: Date | null
  claimed_until: Date | null
  changed_by: string
  wanted_at: Date
  granted_at: Date | null
  revoked_at: Date | null
  seen_at: Date | null
  learned_at: Date | null
  /** By themselves: nobody pulls them back in. */
  left_at: Date | null
}
