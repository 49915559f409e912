import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { isRed, preflight } from '#plugins/communities/connecting/preflight'
import { remember } from '#plugins/communities/history'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import type { CommunityRow, SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type Opened =
  | { outcome: 'open' }
  | { outcome: 'suspended'; reason: string }
  | { outcome: 'no_space' }
  /** What has to be green first. */
  | { outcome: 'red'; space: SpaceRow }
  /** A platform does not answer: whether it is green is not known. */
  | { outcome: 'unavailable'; space: SpaceRow }

/** Opens a community, once every space of it is green: nobody is to pay for a door that does not work. */
export async function openCommunity(
  services: Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>,
  community: CommunityRow
): Promise<Opened> {
  const spaces = await listSpaces(community.id)
  if (spaces.length === 0) return { outcome: 'no_space' }
  for (const { id } of spaces) {
    const seen = await preflight(services, id, { tell: false })
    if (seen.outcome === 'unavailable') return { outcome: 'unavailable', space: seen.space }
    if (seen.outcome === 'checked' && isRed(seen.space.problems)) {
      return { outcome: 'red', space: seen.space }
    }
  }
  return db.transaction(async (trx) => {
    const [locked] = await sql<CommunityRow>(
      'select * from communities_communities where id = :id for update',
      { id: community.id },
      trx
    )
    if (!locked || locked.suspended_at) {
      return { outcome: 'suspended', reason: locked?.suspended_reason ?? '' }
    }
    await setState(locked, 'open', trx)
    return { outcome: 'open' }
  })
}

/** Nothing is sold any more; who is in stays until the end of what they paid. */
export async function closeCommunity(community: CommunityRow): Promise<void> {
  await db.transaction((trx) => setState(community, 'closed', trx))
}

async function setState(
  { id, creator_id: personId }: CommunityRow,
  state: 'open' | 'closed',
  trx: Parameters<typeof remember>[0]
): Promise<void> {
  const changed = await sql<{ id: string }>(
    `update communities_communities set state = :state where id = :id and state <> :state returning id`,
    { id, state },
    trx
  )
  if (changed.length > 0) {
    const kind = state === 'open' ? 'community_opened' : 'community_closed'
    await remember(trx, { communityId: id, personId, kind })
  }
}
