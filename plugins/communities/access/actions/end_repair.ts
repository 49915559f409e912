import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { askForWork } from '#plugins/communities/access/actions/ask_for_work'
import type { RunningRepair } from '#plugins/communities/access/repair'
import { now } from '#plugins/communities/clock'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import { remember } from '#plugins/communities/history'
import type { CommunitiesServices } from '#plugins/communities/services'

/** A run is over: what it found goes to work, and the creator hears of it if there was anything. */
export async function endRepair(
  services: CommunitiesServices,
  trx: TransactionClientContract,
  run: RunningRepair,
  { phase, failure }: { phase: 'done' | 'failed'; failure: string | null }
): Promise<void> {
  await sql(
    `update communities_repairs set phase = :phase, failure = :failure, ended_at = :at, claimed_until = null
     where id = :id`,
    { id: run.id, phase, failure, at: now() },
    trx
  )
  if (failure !== null) {
    const payload = { spaceId: run.space_id, problem: failure }
    await services.outbox.add(trx, [
      { topic: 'communities.look_at_space', key: `repair:${run.id}`, payload },
    ])
  }
  if (run.let_in + run.put_out === 0) return
  await askForWork(services, trx)
  const data = { space: run.space_title, letIn: run.let_in, putOut: run.put_out }
  await remember(trx, { communityId: run.community_id, kind: 'repaired', data })
  await tellCreator(
    services,
    {
      communityId: run.community_id,
      key: `repaired:${run.id}`,
      kind: 'communities.access.tell.repaired',
      data,
    },
    trx
  )
}
