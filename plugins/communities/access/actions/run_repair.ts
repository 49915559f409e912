import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import { endRepair } from '#plugins/communities/access/actions/end_repair'
import { listPage } from '#plugins/communities/access/actions/repair_listing'
import { lookAtSome } from '#plugins/communities/access/actions/repair_looking'
import { backoff } from '#plugins/communities/access/backoff'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import type { Found, RunningRepair } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What a step came to, before anything of it is written. */
export type Step =
  /** `write` compares, in the transaction that keeps where the run goes on. */
  | {
      outcome: 'compared'
      calls: number
      write: (trx: TransactionClientContract) => Promise<Found>
      phase: 'listing' | 'looking' | 'done'
      cursor: string | null
    }
  | { outcome: 'retry'; calls: number; afterMs: number | null }
  | { outcome: 'problem'; calls: number; kind: string }

/**
 * Goes on with a run from where it is, until it ends, the platform asks for a wait, or the time is over. Where it is
 * is written down with each step: a process that dies loses one step's calls.
 */
export async function runRepair(
  services: CommunitiesServices,
  repairId: string,
  signal?: AbortSignal
): Promise<void> {
  const deadline = performance.now() + ACCESS_LIMITS.repairMs
  let run = await claimRepair(repairId)
  while (run && !signal?.aborted && performance.now() < deadline) {
    run = await keepStep(services, run, await takeStep(services, run))
  }
  if (run) await release(run)
}

async function takeStep(services: CommunitiesServices, run: RunningRepair): Promise<Step> {
  const keeper = await services.doorkeepers.of(run.platform)
  if (!keeper) return { outcome: 'retry', calls: 0, afterMs: ACCESS_LIMITS.withoutToken * 1_000 }
  return run.phase === 'listing' ? listPage(keeper, run) : lookAtSome(keeper, run)
}

/** @returns the run as it goes on; null when it does not, for now or for good */
async function keepStep(
  services: CommunitiesServices,
  run: RunningRepair,
  step: Step
): Promise<RunningRepair | null> {
  return db.transaction(async (trx) => {
    const [mine] = await sql<{ claimed_until: Date | null }>(
      'select claimed_until from communities_repairs where id = :id and ended_at is null for update',
      { id: run.id },
      trx
    )
    // The step took longer than its claim, and another process is at it from the same place.
    if (mine?.claimed_until?.getTime() !== run.claimed_until.getTime()) return null
    const at = now()
    switch (step.outcome) {
      case 'retry': {
        await sql(
          `update communities_repairs set claimed_until = null, calls = calls + :calls, failures = failures + 1,
             next_at = :next where id = :id`,
          { id: run.id, calls: step.calls, next: backoff(at, run.failures + 1, step.afterMs) },
          trx
        )
        return null
      }
      case 'problem':
        await endRepair(services, trx, run, { phase: 'failed', failure: step.kind })
        return null
      case 'compared': {
        const found = await step.write(trx)
        const [kept] = await sql<RunningRepair>(
          `update communities_repairs set phase = case when :phase = 'done' then phase else :phase end,
             cursor = :cursor, claimed_until = :until, failures = 0, calls = calls + :calls, seen = seen + :seen,
             let_in = let_in + :letIn, put_out = put_out + :putOut, outsiders = outsiders + :outsiders
           where id = :id returning *`,
          {
            ...found,
            id: run.id,
            phase: step.phase,
            cursor: step.cursor,
            calls: step.calls,
            until: claimEnd(at),
          },
          trx
        )
        const next = { ...run, ...kept, claimed_until: claimEnd(at) }
        if (step.phase !== 'done') return next
        await endRepair(services, trx, next, { phase: 'done', failure: null })
        return null
      }
    }
  })
}

const claimEnd = (at: Date): Date =>
  DateTime.fromJSDate(at).plus({ seconds: ACCESS_LIMITS.repairClaim }).toJSDate()

async function claimRepair(repairId: string): Promise<RunningRepair | null> {
  const at = now()
  const [run] = await sql<RunningRepair>(
    `update communities_repairs r set claimed_until = :until
     from communities_spaces s join communities_communities c on c.id = s.community_id
     where r.id = :repairId and r.ended_at is null and r.next_at <= :at
       and (r.claimed_until is null or r.claimed_until <= :at) and s.id = r.space_id
     returning r.*, s.community_id, s.platform, s.platform_id as space_platform_id, s.title as space_title,
       c.unpaid_inside`,
    { repairId, at, until: claimEnd(at) }
  )
  return run ?? null
}

/** It goes on with the next run of the schedule. */
async function release(run: RunningRepair): Promise<void> {
  await sql(
    `update communities_repairs set claimed_until = null
     where id = :id and claimed_until = :until and ended_at is null`,
    { id: run.id, until: run.claimed_until }
  )
}
