import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import { remember } from '#plugins/communities/history'
import type { CommunityRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Whether it was done; `unchanged`: somebody was quicker, or there is no such community. */
export type SuspensionOutcome = 'done' | 'unchanged'

/**
 * An admin suspends a community: nothing is sold or renewed, nobody is let in or put out. Its creator is told why.
 * @param request.by the admin's person; null when it follows the creator's ban, and ends with it
 */
export function suspendCommunity(
  services: Pick<CommunitiesServices, 'outbox'>,
  request: { communityId: string; by: string | null; reason: string }
): Promise<SuspensionOutcome> {
  const { communityId, by, reason } = request
  return change(services, { communityId, by, kind: 'suspended', reason }, (trx) =>
    sql<CommunityRow>(
      `update communities_communities set suspended_at = :at, suspended_reason = :reason
         where id = :communityId and suspended_at is null returning *`,
      { communityId, reason, at: now() },
      trx
    )
  )
}

/** It goes on as before: what fell due meanwhile is worked on by the sweeps. */
export function liftSuspension(
  services: Pick<CommunitiesServices, 'outbox'>,
  { communityId, by }: { communityId: string; by: string | null }
): Promise<SuspensionOutcome> {
  return change(services, { communityId, by, kind: 'suspension_lifted' }, async (trx) => {
    const lifted = await sql<CommunityRow>(
      `update communities_communities set suspended_at = null, suspended_reason = null
       where id = :communityId and suspended_at is not null returning *`,
      { communityId },
      trx
    )
    if (lifted.length > 0) {
      const key = `lifted:${communityId}:${now().getTime()}`
      const payload = { communityId }
      // Whoever was to be let in or put out meanwhile.
      await services.outbox.add(trx, [{ topic: 'communities.doors_changed', key, payload }])
    }
    return lifted
  })
}

function change(
  services: Pick<CommunitiesServices, 'outbox'>,
  what: {
    communityId: string
    by: string | null
    kind: 'suspended' | 'suspension_lifted'
    reason?: string
  },
  write: (trx: TransactionClientContract) => Promise<readonly CommunityRow[]>
): Promise<SuspensionOutcome> {
  const { communityId, by, kind, reason } = what
  return db.transaction(async (trx) => {
    const changed = await write(trx)
    if (changed.length === 0) return 'unchanged'
    const data: Record<string, string> = reason === undefined ? {} : { reason }
    await remember(trx, { communityId, personId: by, kind, data })
    const key = `${kind}:${communityId}:${now().getTime()}`
    const news = kind === 'suspended' ? 'suspended' : 'lifted'
    await tellCreator(
      services,
      { communityId, key, kind: `communities.connecting.news.${news}`, data },
      trx
    )
    return 'done'
  })
}
