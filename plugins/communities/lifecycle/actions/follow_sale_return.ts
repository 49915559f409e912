import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { followGiftReturn } from '#plugins/communities/gifts/actions/follow_gift_return'
import { endAll } from '#plugins/communities/lifecycle/actions/end_membership'
import { oweUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { creditsNow } from '#plugins/communities/lifecycle/credits'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { cyclesOf, lockMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { isMemberOrBanned } from '#plugins/communities/lifecycle/queries/is_member_or_banned'
import {
  keepReturned,
  lockReturned,
  returnedOf,
  type Returned,
} from '#plugins/communities/lifecycle/returned'
import { runningCycle } from '#plugins/communities/lifecycle/running_cycle'
import { nextReminder } from '#plugins/communities/lifecycle/times'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Money of a sale went back, or is held back, or came again; as `payments.sale_returned` tells it. */
export interface SaleReturn extends Returned {
  returnId: string
  paymentId: string
  kind: 'refund' | 'dispute'
  change: 'taken' | 'given'
  /** Grows with what is known of the payment. */
  asOf: number
}

type Needed = Pick<CommunitiesServices, 'outbox'>

/**
 * A dispute, or a refund of all that was paid for the time that runs, ends the membership at once; a refund of a part
 * leaves it as it is, and counts no more for a change of tier or for what is given back. A return that came to nothing
 * brings back what is left of it. Told twice, or what was true before, it counts for nothing.
 */
export async function followSaleReturn(services: Needed, told: SaleReturn): Promise<void> {
  await db.transaction(async (trx) => {
    const { paymentId, asOf } = told
    await lockReturned(trx, paymentId)
    const before = await returnedOf(trx, paymentId)
    if (before && before.as_of >= asOf) return
    await keepReturned(trx, paymentId, told)
    await followGiftReturn(trx, { paymentId, kind: told.kind, isGone: isGone(told) })
    const found = await membershipPaidBy(trx, paymentId)
    if (!found) return
    const { returnId, change, kind, whole } = told
    const data = { returnId, change, kind, whole, number: found.cycle.number }
    await rememberAll(trx, [{ ...found, kind: 'sale_returned', data }], now())
    const cycles = await countReturn(trx, found, told)
    if (isGone(told)) await endIfItRuns(services, trx, found, told)
    else if (before && isGone(before)) await comeBack(services, trx, found, cycles)
  })
  services.outbox.nudge()
}

/** What was told of a payment before its cycle was there counts as soon as it is. Again, it does nothing. */
export async function catchUpReturn(services: Needed, paymentId: string): Promise<void> {
  await db.transaction(async (trx) => {
    await lockReturned(trx, paymentId)
    const known = await returnedOf(trx, paymentId)
    if (!known || !isGone(known)) return
    await followGiftReturn(trx, { paymentId, kind: kindOf(known), isGone: true })
    const found = await membershipPaidBy(trx, paymentId)
    if (!found) return
    await countReturn(trx, found, known)
    await endIfItRuns(services, trx, found, known)
  })
  services.outbox.nudge()
}

const isGone = ({ whole, disputed }: Returned): boolean => whole || disputed
const kindOf = ({ disputed }: Returned) => (disputed ? 'dispute' : 'refund')

interface Found {
  membership: MembershipRow
  cycle: CycleRow
}

/** The membership, locked, with the cycle that the payment paid. */
async function membershipPaidBy(
  trx: TransactionClientContract,
  paymentId: string
): Promise<Found | null> {
  const [found] = await sql<{ membership_id: string }>(
    'select membership_id from communities_cycles where payment_id = :paymentId',
    { paymentId },
    trx
  )
  const membership = found ? await lockMembership(trx, found.membership_id) : null
  if (!membership) return null
  const cycles = await cyclesOf(membership.id, trx)
  const cycle = cycles.find((one) => one.payment_id === paymentId)
  return cycle ? { membership, cycle } : null
}

/** The cycle says what of it is gone, and so does what counts in those after it. Gives all cycles as they are now. */
async function countReturn(
  trx: TransactionClientContract,
  { membership, cycle }: Found,
  { gone, whole }: Returned
): Promise<CycleRow[]> {
  const amount = cycle.amount ?? 0n
  const counted: CycleRow = {
    ...cycle,
    state: whole ? 'given_back' : 'paid',
    given_back: gone > amount ? amount : gone,
  }
  await saveCycles(trx, [counted])
  const cycles = await cyclesOf(membership.id, trx)
  await saveCycles(trx, creditsNow(cycles))
  return cycles
}

async function endIfItRuns(
  services: Needed,
  trx: TransactionClientContract,
  { membership, cycle }: Found,
  returned: Returned
): Promise<void> {
  const at = now()
  // What was paid and used up long ago has nothing to do with the time that runs.
  const end = cycle.cut_from ?? cycle.ends_at
  const runs = end === null || end > at
  if (membership.state === 'ended' || !runs) return
  const reason = returned.disputed ? 'disputed' : 'refunded'
  await endAll(services, trx, [{ membership, reason, by: kindOf(returned) }])
  // What was paid on top for the same time goes back too; of what is disputed it is not known whose it is.
  if (reason === 'refunded') await oweUnused(services, trx, { membershipId: membership.id, at })
}

async function comeBack(
  services: Needed,
  trx: TransactionClientContract,
  { membership, cycle }: Found,
  cycles: readonly CycleRow[]
): Promise<void> {
  const at = now()
  const running = runningCycle(cycles, at)
  // After a refund that failed, what was paid on top may be on its way back: only its own time is theirs again.
  const isTheirs =
    membership.end_reason === 'disputed' ||
    (membership.end_reason === 'refunded' && running?.id === cycle.id)
  if (!running || !isTheirs) return
  const { community_id: communityId, person_id: personId } = membership
  if (await isMemberOrBanned(trx, { communityId, personId })) return
  const back: MembershipRow = {
    ...membership,
    state: 'active',
    paid_until: running.ends_at,
    end_reason: null,
    ended_at: null,
    remind_at: nextReminder(running.ends_at, at),
  }
  await saveMemberships(trx, [back])
  await rememberAll(trx, [{ membership, kind: 'came_back' }], at)
  await tellChanged(services, trx, [back])
  await tellMembers(services, trx, [
    { membership, news: 'came_back', key: `came_back:${membership.id}:${at.getTime()}` },
  ])
}
