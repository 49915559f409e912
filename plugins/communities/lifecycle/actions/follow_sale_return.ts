import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { oweUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { lockMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { nextReminder } from '#plugins/communities/lifecycle/times'
import { rememberAll, saveMemberships, tellChanged } from '#plugins/communities/lifecycle/write'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Money of a sale went back, or is held back, or came again; as `payments.sale_returned` tells it. */
export interface SaleReturn {
  returnId: string
  paymentId: string
  kind: 'refund' | 'dispute'
  change: 'taken' | 'given'
  /** Nothing of the payment is left. */
  whole: boolean
}

/**
 * A dispute, or a refund of all that was paid for the time that runs, ends the membership at once; a refund of a part
 * leaves it as it is. A dispute that came to nothing brings back what is left of it. Told twice, it counts once.
 */
export async function followSaleReturn(
  services: Pick<CommunitiesServices, 'outbox'>,
  told: SaleReturn
): Promise<void> {
  await db.transaction(async (trx) => {
    const [found] = await sql<CycleRow>(
      'select * from communities_cycles where payment_id = :paymentId',
      { paymentId: told.paymentId },
      trx
    )
    const membership = found ? await lockMembership(trx, found.membership_id) : null
    if (!found || !membership) return
    const [cycle = found] = await sql<CycleRow>(
      'select * from communities_cycles where id = :id',
      { id: found.id },
      trx
    )
    const seen = await changesSeen(trx, membership.id, told.returnId)
    if (seen.includes(told.change)) return
    const { returnId, change, kind, whole } = told
    const data = { returnId, change, kind, whole, number: cycle.number }
    await rememberAll(trx, [{ membership, kind: 'sale_returned', data }], now())
    // What came again before it was known to be gone is not taken.
    if (change === 'taken' && !seen.includes('given'))
      await take(services, trx, { told, membership, cycle })
    // Of a payment that another return took whole, nothing came again.
    if (change === 'given' && !whole && seen.includes('taken'))
      await give(services, trx, { membership, cycle })
  })
  services.outbox.nudge()
}

async function changesSeen(
  trx: TransactionClientContract,
  membershipId: string,
  returnId: string
): Promise<readonly string[]> {
  const rows = await sql<{ change: string }>(
    `select data ->> 'change' as change from communities_history
     where membership_id = :membershipId and kind = 'sale_returned' and data ->> 'returnId' = :returnId`,
    { membershipId, returnId },
    trx
  )
  return rows.map(({ change }) => change)
}

interface Returning {
  membership: MembershipRow
  cycle: CycleRow
}

async function take(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { told, membership, cycle }: Returning & { told: SaleReturn }
): Promise<void> {
  const { kind, whole } = told
  if (kind === 'refund' && !whole) return
  await sql(
    `update communities_cycles set state = 'given_back', given_back = coalesce(amount, 0) where id = :id`,
    { id: cycle.id },
    trx
  )
  const at = now()
  // What was paid and used up long ago has nothing to do with the time that runs.
  const end = cycle.cut_from ?? cycle.ends_at
  const runs = end === null || end > at
  if (membership.state === 'ended' || !runs) return
  const reason = kind === 'dispute' ? 'disputed' : 'refunded'
  await endAll(services, trx, [{ membership, reason, by: kind }])
  // What was paid on top for the same time goes back too; of what is disputed it is not known whose it is.
  if (kind === 'refund') await oweUnused(services, trx, { membershipId: membership.id, at })
}

async function give(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { membership, cycle }: Returning
): Promise<void> {
  await sql(
    `update communities_cycles set state = 'paid', given_back = 0 where id = :id`,
    { id: cycle.id },
    trx
  )
  const at = now()
  const runs = cycle.ends_at === null || cycle.ends_at > at
  if (membership.end_reason !== 'disputed' || !runs || !(await mayComeBack(trx, membership))) return
  const back: MembershipRow = {
    ...membership,
    state: 'active',
    paid_until: cycle.ends_at,
    end_reason: null,
    ended_at: null,
    remind_at: nextReminder(cycle.ends_at, at),
  }
  await saveMemberships(trx, [back])
  await rememberAll(trx, [{ membership, kind: 'came_back' }], at)
  await tellChanged(services, trx, [back])
  await tellMembers(services, trx, [
    { membership, news: 'came_back', key: `came_back:${membership.id}:${at.getTime()}` },
  ])
}

async function mayComeBack(
  trx: TransactionClientContract,
  { community_id: communityId, person_id: personId }: MembershipRow
): Promise<boolean> {
  const rows = await sql(
    `select 1 from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended'
     union all
     select 1 from communities_bans where community_id = :communityId and person_id = :personId`,
    { communityId, personId },
    trx
  )
  return rows.length === 0
}
