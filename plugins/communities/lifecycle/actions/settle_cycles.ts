import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import type { ChargeOutcome } from '#plugins/communities/lifecycle/actions/charge_cycle'
import { stopOrder } from '#plugins/communities/lifecycle/actions/set_renewing'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { lastCycles } from '#plugins/communities/lifecycle/queries/find_membership'
import { settle, type TierTimes, type Written } from '#plugins/communities/lifecycle/settling'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface ChargedCycle {
  cycle: CycleRow
  charge: ChargeOutcome
}

/**
 * Writes down what became of charges, all in one transaction. A charge that nobody wants any more (cancelled, ended or
 * charged otherwise meanwhile) is given back.
 */
export async function settleCycles(
  services: Pick<CommunitiesServices, 'outbox'>,
  charged: readonly ChargedCycle[]
): Promise<void> {
  if (charged.length === 0) return
  await db.transaction(async (trx) => {
    const at = now()
    const ids = charged.map(({ cycle }) => cycle.membership_id)
    const memberships = await lockAll(trx, ids)
    const cycles = await lastCycles(ids, trx)
    const before = await cyclesBefore(trx, charged)
    const tiers = await tiersOf(trx, charged)
    const written: Written = {
      memberships: [],
      cycles: [],
      happened: [],
      changed: [],
      news: [],
      stopped: [],
      late: [],
    }
    for (const { cycle: asked, charge } of charged) {
      const membership = memberships.get(asked.membership_id)
      const last = cycles.get(asked.membership_id)
      const tier = tiers.get(asked.tier_id)
      if (!membership || !last || !tier) throw new Error(`The cycle ${asked.id} is nobody's`)
      const cycle = last.id === asked.id ? last : null
      const cut = before.get(asked.id) ?? null
      settle({ membership, cycle, cut, asked, charge, tier, at }, written)
    }
    await write(services, trx, written, at)
  })
}

async function write(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  written: Written,
  at: Date
): Promise<void> {
  await saveCycles(trx, written.cycles)
  await saveMemberships(trx, written.memberships)
  await rememberAll(trx, written.happened, at)
  await tellChanged(services, trx, written.changed)
  await tellMembers(services, trx, written.news)
  await stopOrder(services, trx, written.stopped)
  if (written.late.length > 0) {
    await services.outbox.add(
      trx,
      written.late.map(({ id }) => ({
        topic: 'communities.give_back_cycles',
        key: `late:${id}`,
        payload: { cycleId: id },
      }))
    )
  }
}

async function lockAll(
  trx: TransactionClientContract,
  ids: readonly string[]
): Promise<Map<string, MembershipRow>> {
  const rows = await sql<MembershipRow>(
    'select * from communities_memberships where id = any (:ids::uuid[]) order by id for update',
    { ids: [...ids] },
    trx
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** The paid cycle before each change of tier, by the changing cycle's id. */
async function cyclesBefore(
  trx: TransactionClientContract,
  charged: readonly ChargedCycle[]
): Promise<Map<string, CycleRow>> {
  const changes = charged
    .filter(({ cycle }) => cycle.kind === 'changed')
    .map(({ cycle }) => cycle.id)
  if (changes.length === 0) return new Map()
  const rows = await sql<CycleRow & { changing: string }>(
    `select distinct on (c.id) c.id as changing, p.* from communities_cycles c
     join communities_cycles p on p.membership_id = c.membership_id and p.number < c.number and p.state = 'paid'
     where c.id = any (:changes::uuid[]) order by c.id, p.number desc`,
    { changes },
    trx
  )
  return new Map(rows.map(({ changing, ...row }) => [changing, row]))
}

async function tiersOf(
  trx: TransactionClientContract,
  charged: readonly ChargedCycle[]
): Promise<Map<string, TierTimes>> {
  const rows = await sql<TierTimes>(
    'select id, period, days_once from communities_tiers where id = any (:ids::uuid[])',
    { ids: [...new Set(charged.map(({ cycle }) => cycle.tier_id))] },
    trx
  )
  return new Map(rows.map((row) => [row.id, row]))
}
