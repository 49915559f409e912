import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#plugins/communities/clock'
import { FRESH_CYCLE } from '#plugins/communities/lifecycle/fresh_cycle'
import { goneOf, lockReturned } from '#plugins/communities/lifecycle/returned'
import { goesOn, later, nextEnd, nextReminder } from '#plugins/communities/lifecycle/times'
import {
  insertMembership,
  rememberAll,
  saveCycles,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import type {
  CodeRow,
  CommunityRow,
  CycleRow,
  Means,
  MembershipRow,
  PurchaseRow,
  TierRow,
} from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

const DAY = 24 * 60 * 60

export interface Start {
  /** What was paid for. Of a gift: the giver's, with `person_id` and `account_id` of who redeems it. */
  purchase: PurchaseRow
  tier: TierRow
  /** Null when none was used. */
  code: CodeRow | null
  community: CommunityRow
  /** Millicoins that the charge brought the creator, where it is known. */
  creatorShare?: bigint
}

/**
 * Begins a membership with its first cycle, in the transaction in which it is known to be paid.
 * @throws when the person is a member of the community already (`communities_memberships_live`): the caller holds the
 * lock under which it looked
 */
export async function startMembership(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  start: Start
): Promise<MembershipRow> {
  const at = now()
  const { membership, cycle } = begin(start, at)
  if (cycle.payment_id !== null) {
    await lockReturned(trx, cycle.payment_id)
    cycle.given_back = await goneOf(trx, cycle.payment_id)
  }
  await insertMembership(trx, membership)
  await saveCycles(trx, [cycle])
  const { id: purchaseId, trial_days: trialDays } = start.purchase
  await rememberAll(trx, [{ membership, kind: 'joined', data: { purchaseId, trialDays } }], at)
  await tellChanged(services, trx, [membership])
  return membership
}

/** The membership and its first cycle, as they begin. */
function begin(
  { purchase, tier, code, community, creatorShare = 0n }: Start,
  at: Date
): { membership: MembershipRow; cycle: CycleRow } {
  const means = meansOf(purchase, tier)
  const trial = !purchase.gift && purchase.trial_days > 0
  const end = endOf({ purchase, tier, means, trial }, at)
  const renews =
    means === 'money' ? purchase.recurring : means === 'coins' && (trial || goesOn(tier))
  const membership: MembershipRow = {
    id: randomUUID(),
    community_id: community.id,
    tier_id: tier.id,
    person_id: purchase.person_id,
    account_id: purchase.account_id,
    state: trial ? 'trialing' : 'active',
    means,
    coins: means === 'coins' ? agreedCoins({ purchase, tier, code, trial }) : null,
    currency: means === 'money' ? purchase.currency : null,
    amount: means === 'money' ? purchase.amount : null,
    // A trial's end is where the paid cycles are counted from.
    anchor_at: trial && end !== null ? end : at,
    paid_until: end,
    grace_until: null,
    renews,
    next_tier_id: null,
    next_coins: null,
    asked_coins: null,
    code_id: code?.id ?? null,
    order_id: renews && means === 'money' ? purchase.order_id : null,
    renew_at: renews && means === 'coins' ? end : null,
    renew_attempts: 0,
    remind_at: nextReminder(end, at),
    end_reason: null,
    ended_at: null,
    created_at: at,
  }
  const paid = !trial && means !== 'free'
  const cycle: CycleRow = {
    ...FRESH_CYCLE,
    id: randomUUID(),
    membership_id: membership.id,
    number: 1,
    tier_id: tier.id,
    starts_at: at,
    ends_at: end,
    kind: trial ? 'trial' : means === 'gift' || means === 'free' ? means : 'bought',
    state: 'paid',
    coins: paid && purchase.means === 'coins' ? (purchase.coins ?? 0n) : 0n,
    currency: paid && purchase.means === 'money' ? purchase.currency : null,
    amount: paid && purchase.means === 'money' ? purchase.amount : null,
    transfer_id: paid ? purchase.transfer_id : null,
    payment_id: paid ? purchase.payment_id : null,
    agreed: membership.coins,
    label: community.name,
    creator_share: paid ? creatorShare : 0n,
    created_at: at,
  }
  return { membership, cycle }
}

/** A code may make the first cycles free of a tier that is not: then it goes on by coins. */
function meansOf(purchase: PurchaseRow, tier: TierRow): Means {
  if (purchase.gift) return 'gift'
  if (purchase.means !== 'free') return purchase.means
  return purchase.trial_days > 0 || (tier.coins ?? 0n) > 0n ? 'coins' : 'free'
}

/** What costs nothing has no cycles: it is for good, unless it is for some days. */
function endOf(
  {
    purchase,
    tier,
    means,
    trial,
  }: { purchase: PurchaseRow; tier: TierRow; means: Means; trial: boolean },
  at: Date
): Date | null {
  if (trial) return later(at, purchase.trial_days * DAY)
  if (means === 'free' && tier.period !== 'once') return null
  return nextEnd(at, tier, at)
}

/** The price of a cycle without a code, as the fan saw it. */
function agreedCoins({
  purchase,
  tier,
  code,
  trial,
}: Pick<Start, 'purchase' | 'tier' | 'code'> & { trial: boolean }): bigint {
  const saw = code === null && !trial ? purchase.coins : tier.coins
  return saw ?? tier.coins ?? 0n
}
