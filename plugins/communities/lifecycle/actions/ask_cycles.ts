import db from '@adonisjs/lucid/services/db'
import { now } from '#plugins/communities/clock'
import type { AskedCycle } from '#plugins/communities/lifecycle/actions/charge_cycle'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { nextCycle, waitsForAgreement } from '#plugins/communities/lifecycle/next_cycle'
import { lastCycles } from '#plugins/communities/lifecycle/queries/find_membership'
import { lockDue } from '#plugins/communities/lifecycle/queries/due_memberships'
import { unpaid } from '#plugins/communities/lifecycle/transitions'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface Asked {
  cycles: AskedCycle[]
  /** Memberships that were due, also those for which nothing is charged now. */
  found: number
}

/**
 * Writes down which cycles are to be charged now, before anything is charged: whoever comes after a crash asks for the
 * same. They are left to the caller until they are settled, or for the time of a lease.
 */
export async function askCycles(
  services: Pick<CommunitiesServices, 'outbox'>,
  { most, personId, membershipId }: { most: number; personId?: string; membershipId?: string }
): Promise<Asked> {
  return db.transaction(async (trx) => {
    const at = now()
    const due = await lockDue(trx, { at, most, personId, membershipId })
    const last = await lastCycles(
      due.map(({ membership }) => membership.id),
      trx
    )
    const still: MembershipRow[] = []
    const waiting: MembershipRow[] = []
    const cycles: AskedCycle[] = []
    for (const one of due) {
      const { membership, community } = one
      const before = last.get(membership.id) ?? null
      if (waitsForAgreement(one)) {
        const waits = unpaid(membership, at)
        still.push(waits)
        if (membership.state !== 'grace') waiting.push(waits)
        continue
      }
      cycles.push({
        cycle: nextCycle(one, before, at),
        personId: membership.person_id,
        creatorId: community.creatorId,
      })
    }
    await saveMemberships(trx, still)
    await saveCycles(
      trx,
      cycles.map(({ cycle }) => cycle)
    )
    await rememberAll(
      trx,
      waiting.map((membership) => ({ membership, kind: 'waits_for_agreement' })),
      at
    )
    await tellChanged(services, trx, waiting)
    await tellMembers(
      services,
      trx,
      waiting.map((membership) => ({
        membership,
        news: 'price',
        key: `price:${membership.id}:${membership.paid_until?.getTime()}`,
      }))
    )
    return { cycles, found: due.length }
  })
}
