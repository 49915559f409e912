import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { planPeople } from '#plugins/communities/access/actions/plan_people'
import { wantBaselines } from '#plugins/communities/access/actions/want_baselines'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Everybody whom a change of doors may concern: who has something, and who was let in by what they had. */
const NEXT = `select person_id as id from (
    (select person_id from communities_memberships
     where community_id = :communityId and state <> 'ended' and person_id > :after order by person_id limit :most)
    union
    (select person_id from communities_grants
     where community_id = :communityId and wanted = 'in' and person_id > :after order by person_id limit :most)
  ) people order by person_id limit :most`

const FIRST = '00000000-0000-0000-0000-000000000000'

/**
 * Plans a community's members anew, in batches; a long one goes on in a job of its own.
 * @param from.after the last one who was planned; null begins
 */
export async function replanCommunity(
  services: CommunitiesServices,
  { communityId, after }: { communityId: string; after: string | null },
  signal?: AbortSignal
): Promise<void> {
  if (after === null) await wantBaselines(services, communityId)
  let last = after ?? FIRST
  for (let batch = 0; batch < ACCESS_LIMITS.planBatches; batch++) {
    signal?.throwIfAborted()
    const people = await sql<{ id: string }>(NEXT, {
      communityId,
      after: last,
      most: ACCESS_LIMITS.planBatch,
    })
    const ids = people.map(({ id }) => id)
    if (ids.length > 0) {
      await db.transaction((trx) =>
        planPeople(services, trx, { communityId, personIds: ids, by: 'tier' })
      )
    }
    if (ids.length < ACCESS_LIMITS.planBatch) return
    last = ids.at(-1) ?? last
  }
  await db.transaction((trx) =>
    services.outbox.add(trx, [
      {
        topic: 'communities.replan_community',
        key: randomUUID(),
        payload: { communityId, after: last },
      },
    ])
  )
}
