import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import limiter from '@adonisjs/limiter/services/main'
import { sql } from '#app/support/sql'
import { lockForBuying } from '#plugins/communities/buying/locks'
import { tellBuyer } from '#plugins/communities/buying/tell_buyer'
import { now } from '#plugins/communities/clock'
import { readGiftCode } from '#plugins/communities/gifts/gift_code'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'
import { findGift, type WholeGift } from '#plugins/communities/gifts/queries/find_gift'
import { startMembership } from '#plugins/communities/lifecycle/actions/start_membership'
import { lockReturned } from '#plugins/communities/lifecycle/returned'
import { lockLive } from '#plugins/communities/lifecycle/queries/find_membership'
import { findCommunity } from '#plugins/communities/queries/find_community'
import type { GiftRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface RedeemRequest {
  /** As it was typed. */
  code: string
  personId: string
  accountId: string | null
}

/**
 * Why a gift is not taken now. `taken`: by whoever came first; `over`: it went back to the giver; `member`: they are in
 * already, and the gift waits until they are not; `suspended`, `closed`: it waits, too.
 */
export const GIFT_REFUSALS = [
  'unknown',
  'too_many',
  'taken',
  'over',
  'member',
  'banned',
  'suspended',
  'closed',
] as const
export type GiftRefusal = (typeof GIFT_REFUSALS)[number]

export type RedeemOutcome =
  | { outcome: 'redeemed'; membership: MembershipRow; gift: WholeGift; fresh: boolean }
  /** `gift` is there when the code is one: its words may be told. */
  | { outcome: 'refused'; reason: GiftRefusal; gift: WholeGift | null; retryInSeconds?: number }

/** Looks a gift up without taking it. Wrong codes are counted: nobody goes through them. */
export async function openGift({
  code,
  personId,
}: Pick<RedeemRequest, 'code' | 'personId'>): Promise<
  { outcome: 'found'; gift: WholeGift } | Extract<RedeemOutcome, { outcome: 'refused' }>
> {
  const rule = limiter.use({ requests: GIFT_LIMITS.tries, duration: GIFT_LIMITS.triesWindow })
  const key = `communities:gifts:${personId}`
  if ((await rule.remaining(key)) <= 0) {
    const retryInSeconds = Math.max(1, await rule.availableIn(key))
    return { outcome: 'refused', reason: 'too_many', gift: null, retryInSeconds }
  }
  const read = readGiftCode(code)
  const gift = read === null ? null : await findGift(read)
  if (gift) return { outcome: 'found', gift }
  await rule.increment(key)
  return { outcome: 'refused', reason: 'unknown', gift: null }
}

/** Somebody takes a gift: they are a member for one period. Once, whoever presses at the same moment. */
export async function redeemGift(
  services: Pick<CommunitiesServices, 'outbox'>,
  request: RedeemRequest
): Promise<RedeemOutcome> {
  const opened = await openGift(request)
  if (opened.outcome === 'refused') return opened
  const { gift } = opened
  const { community, tier } = gift
  const { personId } = request
  return db.transaction(async (trx) => {
    await lockForBuying(trx, { communityId: community.id, personId, tierId: tier.id })
    return redeem(services, trx, { gift, request })
  })
}

async function redeem(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { gift: found, request }: { gift: WholeGift; request: RedeemRequest }
): Promise<RedeemOutcome> {
  const { personId, accountId } = request
  const { purchase, tier } = found
  if (purchase.payment_id !== null) await lockReturned(trx, purchase.payment_id)
  const [row] = await sql<GiftRow>(
    'select * from communities_gifts where id = :id for update',
    { id: found.gift.id },
    trx
  )
  if (!row) throw new Error(`The gift ${found.gift.id} is gone`)
  const gift: WholeGift = { ...found, gift: row }
  const no = (reason: GiftRefusal): RedeemOutcome => ({ outcome: 'refused', reason, gift })
  if (row.redeemed_at !== null) {
    const membership = row.redeemed_by === personId ? await membershipOf(trx, row) : null
    return membership ? { outcome: 'redeemed', membership, gift, fresh: false } : no('taken')
  }
  if (row.given_back_at !== null || row.expires_at <= now()) return no('over')
  const community = await findCommunity(found.community.id, trx)
  if (!community || community.state !== 'open') return no('closed')
  if (community.suspended_at !== null) return no('suspended')
  if (await isBanned(trx, { communityId: community.id, personId })) return no('banned')
  if (await lockLive(trx, { communityId: community.id, personId })) return no('member')

  const membership = await startMembership(services, trx, {
    // The giver's, as somebody else has it. A seat was kept, and the tier was paid, whatever it is by now.
    purchase: { ...purchase, person_id: personId, account_id: accountId },
    tier,
    code: null,
    community,
  })
  await sql(
    `update communities_gifts set redeemed_by = :personId, redeemed_at = :at, membership_id = :membershipId
     where id = :id`,
    { id: row.id, personId, at: now(), membershipId: membership.id },
    trx
  )
  if (purchase.person_id !== personId) {
    await tellBuyer(services, trx, { purchaseId: purchase.id, news: 'gift_taken' })
  }
  return { outcome: 'redeemed', membership, gift, fresh: true }
}

async function membershipOf(
  trx: TransactionClientContract,
  { membership_id: id }: GiftRow
): Promise<MembershipRow | null> {
  const [row] = await sql<MembershipRow>(
    'select * from communities_memberships where id = :id',
    { id },
    trx
  )
  return row ?? null
}

async function isBanned(
  trx: TransactionClientContract,
  about: { communityId: string; personId: string }
): Promise<boolean> {
  const rows = await sql(
    'select 1 from communities_bans where community_id = :communityId and person_id = :personId',
    about,
    trx
  )
  return rows.length > 0
}
