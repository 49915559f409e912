import { setTimeout as wait } from 'node:timers/promises'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import communitiesConfig from '#config/communities'
import { now } from '#plugins/communities/clock'
import { askCycles } from '#plugins/communities/lifecycle/actions/ask_cycles'
import { chargeCycle, type AskedCycle } from '#plugins/communities/lifecycle/actions/charge_cycle'
import {
  settleCycles,
  type ChargedCycle,
} from '#plugins/communities/lifecycle/actions/settle_cycles'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import { takeLeft } from '#plugins/communities/lifecycle/queries/due_memberships'
import { later } from '#plugins/communities/lifecycle/times'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface RenewOptions {
  /** One person's alone: their coins have come. */
  personId?: string
  membershipId?: string
  signal?: AbortSignal
}

/**
 * Renews what is due out of the wallets, batch by batch, a few side by side: a paid reply is not to wait for renewals.
 * What is left after some time is the next run's.
 * @returns how many memberships were due
 */
export async function renewDue(
  services: Pick<CommunitiesServices, 'ledger' | 'outbox'>,
  { personId, membershipId, signal }: RenewOptions = {}
): Promise<number> {
  const { batch, atOnce, rest } = communitiesConfig.renewals
  const until = performance.now() + LIFECYCLE_LIMITS.run * 1000
  let all = 0
  while (signal?.aborted !== true && performance.now() < until) {
    const begun = performance.now()
    const { cycles, found } = await askCycles(services, { most: batch, personId, membershipId })
    all += found
    await settleCycles(services, await chargeAll(services, cycles, atOnce))
    services.outbox.nudge()
    if (found < batch) break
    await wait((performance.now() - begun) * rest)
  }
  await settleLeft(services, batch, atOnce)
  return all
}

/** What a process that died, or a fan who changed their mind meanwhile, left in the middle. */
async function settleLeft(
  services: Pick<CommunitiesServices, 'ledger' | 'outbox'>,
  most: number,
  atOnce: number
): Promise<void> {
  const at = now()
  const before = later(at, -LIFECYCLE_LIMITS.lease)
  const left = await db.transaction((trx) => takeLeft(trx, { at, before, most }))
  await settleCycles(services, await chargeAll(services, left, atOnce))
}

/** Charges a few at a time. One that fails is tried again when its lease is over; it is not another's trouble. */
async function chargeAll(
  services: Pick<CommunitiesServices, 'ledger'>,
  cycles: readonly AskedCycle[],
  atOnce: number
): Promise<ChargedCycle[]> {
  const left = [...cycles]
  const charged: ChargedCycle[] = []
  const worker = async (): Promise<void> => {
    for (let asked = left.shift(); asked; asked = left.shift()) {
      try {
        charged.push({ cycle: asked.cycle, charge: await chargeCycle(services, asked) })
      } catch (error) {
        logger.error({ err: error, cycle: asked.cycle.id }, 'a membership could not be renewed now')
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return charged
}
