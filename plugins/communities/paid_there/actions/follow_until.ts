import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { lastCycles, lockMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { later } from '#plugins/communities/lifecycle/times'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import { cyclesUntil } from '#plugins/communities/paid_there/cycles'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import type { PaidThereRow } from '#plugins/communities/paid_there/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Telegram says until when somebody is paid: what is known, and their membership, follow it. What is older than what was
 * heard last is passed over.
 */
export async function followUntil(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  id: string,
  { until, heardAt }: { until: Date; heardAt: Date }
): Promise<void> {
  const [kept] = await sql<PaidThereRow>(
    `update communities_paid_there set until = :until, heard_at = :heardAt, look_at = :lookAt, looks = 0, over_at = null
     where id = :id and heard_at <= :heardAt returning *`,
    { id, until, heardAt, lookAt: later(until, PAID_THERE_LIMITS.lookAfter) },
    trx
  )
  if (!kept?.membership_id) return
  const membership = await lockMembership(trx, kept.membership_id)
  if (!membership || membership.state === 'ended') return
  const last = (await lastCycles([membership.id], trx)).get(membership.id)
  const at = now()
  const cycles = last ? cyclesUntil(membership, last, { until, at }) : []
  if (!last || cycles.length === 0) return
  await saveCycles(trx, cycles)
  await saveMemberships(trx, [{ ...membership, paid_until: until }])
  if (!cycles.some(({ id: cycle }) => cycle !== last.id)) return
  const data = { by: 'telegram', until: until.toISOString() }
  await rememberAll(trx, [{ membership, kind: 'renewed', data }], at)
  await tellChanged(services, trx, [membership])
}
