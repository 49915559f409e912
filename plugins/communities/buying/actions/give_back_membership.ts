import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { endReturned, giveCharged } from '#plugins/communities/buying/actions/return_purchase'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import { now } from '#plugins/communities/clock'
import { endMembership } from '#plugins/communities/lifecycle/actions/end_membership'
import { lockMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { refundMoney } from '#plugins/communities/refunds/refund_money'
import type { CycleRow, GiftRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Why somebody gets back what they paid and could not have, or no longer. */
export type GiveBackReason = 'unreachable' | 'removed'

/**
 * Gives back all that the running cycle of a membership cost, ends the membership and has the fan told; of a gift, the
 * giver gets it. Done again it does nothing more: what goes back has the cycle's own key, and the end is last.
 */
export async function giveBackMembership(
  services: CommunitiesServices,
  membershipId: string,
  reason: GiveBackReason
): Promise<void> {
  const given = new Map<string, CycleRow>()
  // A cycle that comes to be paid while another one goes back goes back after it.
  do {
    for (const cycle of await paidCycles(membershipId)) {
      // What a gateway does not send back is for people to settle: until then they are a member.
      if (!given.has(cycle.id) && !(await giveBackWhole(services, cycle))) {
        await rememberRefusal(cycle)
        return
      }
      given.set(cycle.id, cycle)
    }
    await giveBackGift(services, membershipId)
  } while (!(await end(services, { membershipId, reason, given })))
}

/** Paid cycles that are not over. One that a change of tier cut short is among them: what it cost counts in the next. */
async function paidCycles(
  membershipId: string,
  trx?: TransactionClientContract
): Promise<CycleRow[]> {
  return sql<CycleRow>(
    `select c.* from communities_cycles c join communities_memberships m on m.id = c.membership_id
     where c.membership_id = cast(:membershipId as uuid) and m.state <> 'ended' and c.state = 'paid'
       and c.kind not in ('gift', 'free', 'trial')
       and (c.ends_at is null or c.ends_at > :at or c.cut_from > :at) order by c.number`,
    { membershipId, at: now() },
    trx
  )
}

/** @returns false when the gateway refuses */
async function giveBackWhole(services: CommunitiesServices, cycle: CycleRow): Promise<boolean> {
  const key = `whole:${cycle.id}`
  if ((cycle.amount ?? cycle.coins) <= cycle.given_back) return true
  if (cycle.payment_id !== null) {
    const { payment_id: paymentId } = cycle
    const request = { key, paymentId, amount: null, reason: 'not_let_in' }
    const of = { membershipId: cycle.membership_id }
    return (await refundMoney(services, of, request)) === 'refunded'
  }
  if (cycle.transfer_id !== null) {
    const memo = { key: 'communities.buying.memo.given_back', data: { title: cycle.label ?? '' } }
    await services.ledger.giveBack({ key, captureId: cycle.transfer_id, memo })
  }
  return true
}

/** Once for a cycle, however often it is tried. */
async function rememberRefusal({ id, membership_id: membershipId }: CycleRow): Promise<void> {
  await sql(
    `insert into communities_history (community_id, membership_id, person_id, kind, data, at)
     select m.community_id, m.id, m.person_id, 'refund_refused', jsonb_build_object('cycleId', cast(:id as text)), :at
     from communities_memberships m where m.id = :membershipId and not exists (
       select from communities_history h where h.membership_id = m.id and h.kind = 'refund_refused'
         and h.data ->> 'cycleId' = :id)`,
    { id, membershipId, at: now() }
  )
}

async function giveBackGift(services: CommunitiesServices, membershipId: string): Promise<void> {
  const [gift] = await sql<GiftRow>(
    `select g.* from communities_gifts g join communities_memberships m on m.id = g.membership_id
     where g.membership_id = cast(:membershipId as uuid) and m.state <> 'ended' and m.means = 'gift'
       and (m.paid_until is null or m.paid_until > :at)`,
    { membershipId, at: now() }
  )
  const purchase = gift && (await findPurchase(gift.purchase_id))
  if (purchase?.state !== 'paid') return
  const back = await giveCharged(services, purchase)
  await endReturned(services, purchase, { back, news: 'end' })
  if (back === 'refused') return
  // What its giver has again counts as paid no more, whether or not a gateway tells of it.
  await sql(
    `update communities_cycles set state = 'given_back', given_back = coalesce(amount, coins)
     where membership_id = :membershipId and kind = 'gift' and state = 'paid'`,
    { membershipId }
  )
}

/** @returns false when something else is paid by now */
async function end(
  services: CommunitiesServices,
  about: { membershipId: string; reason: GiveBackReason; given: ReadonlyMap<string, CycleRow> }
): Promise<boolean> {
  const { membershipId, reason, given } = about
  return db.transaction(async (trx) => {
    const membership = await lockMembership(trx, membershipId)
    if (!membership || membership.state === 'ended') return true
    const paid = await paidCycles(membershipId, trx)
    if (paid.some(({ id }) => !given.has(id))) return false
    await sql(
      `update communities_cycles set state = 'given_back', given_back = coalesce(amount, coins)
       where id = any (:ids::uuid[])`,
      { ids: paid.map(({ id }) => id) },
      trx
    )
    const by = `give_back:${reason}`
    await endMembership(services, trx, { membershipId, reason: 'refunded', by })
    return true
  })
}
