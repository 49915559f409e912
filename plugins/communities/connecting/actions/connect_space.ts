import db from '@adonisjs/lucid/services/db'
import type { SpaceRef } from '#app/bot_kit/spaces/space'
import type { Person } from '#app/identity/types'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { connectedSpaces } from '#plugins/communities/connecting/connected_spaces'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { remember } from '#plugins/communities/history'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import type { CommunityRow, SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Why a space cannot be connected by somebody now. */
export type NotConnectable =
  /** They do not run it, as far as the platform says. */
  | { outcome: 'not_yours' }
  /** The bot is not in it. */
  | { outcome: 'not_there' }
  /** The platform does not answer, or the program is not on it. */
  | { outcome: 'unavailable' }
  /** It belongs to a community already; `own`: to one of theirs. */
  | { outcome: 'taken'; own: boolean; space: SpaceRow }

export type Connectable =
  { outcome: 'connectable'; ref: SpaceRef; title: string; kind: SpaceRow['kind'] } | NotConnectable

/** Whether somebody may connect this space: it is nobody's yet, the bot is there, and one of their accounts runs it. */
export async function mayConnect(
  services: Pick<CommunitiesServices, 'doorkeepers' | 'identity'>,
  person: Person,
  ref: SpaceRef
): Promise<Connectable> {
  const taken = await ownerOf(ref, person)
  if (taken) return taken
  const doorkeeper = await services.doorkeepers.of(ref.platform)
  if (!doorkeeper) return { outcome: 'unavailable' }
  const report = await doorkeeper.inspect(ref, [])
  if (report.outcome === 'unavailable') return { outcome: 'unavailable' }
  const { title, kind, problems } = report
  const [moved] = problems.filter((problem) => problem.kind === 'moved')
  // A supergroup does not move again (core.telegram.org/api/channel#migration).
  if (moved) return mayConnect(services, person, { ...ref, id: moved.toId })
  if (kind === null || problems.some((problem) => problem.kind === 'not_there')) {
    return { outcome: 'not_there' }
  }
  const accounts = await services.identity.accountsOf(person.id)
  let unanswered = false
  for (const { platform, platformId } of accounts) {
    if (platform !== ref.platform) continue
    const runs = await doorkeeper.runs(ref, platformId)
    if (runs === true) return { outcome: 'connectable', ref, title: title ?? ref.id, kind }
    if (runs !== false && runs.outcome === 'retry') unanswered = true
    // A bot that is no administrator of a channel is told nothing of it (core.telegram.org/bots/api#getchatmember).
    if (runs !== false && runs.outcome === 'problem' && runs.problem.kind === 'not_there') {
      return { outcome: 'not_there' }
    }
  }
  return { outcome: unanswered ? 'unavailable' : 'not_yours' }
}

export type Connected =
  | { outcome: 'connected'; space: SpaceRow }
  | NotConnectable
  | { outcome: 'too_many'; limit: number }

/** Connects a space to a community. Of two who want the same space, one gets it; the other is told. */
export async function connectSpace(
  services: Pick<CommunitiesServices, 'doorkeepers' | 'identity'>,
  person: Person,
  { community, ref }: { community: CommunityRow; ref: SpaceRef }
): Promise<Connected> {
  const may = await mayConnect(services, person, ref)
  if (may.outcome !== 'connectable') return may
  const limit = CONNECTING_LIMITS.spacesPerCommunity
  const result = await db.transaction(async (trx) => {
    await sql(
      'select id from communities_communities where id = :id for update',
      { id: community.id },
      trx
    )
    const [count] = await sql<{ there: bigint }>(
      `select count(*) as there from communities_spaces
       where community_id = :id and state <> 'disconnected'`,
      { id: community.id },
      trx
    )
    if ((count?.there ?? 0n) >= BigInt(limit)) return { outcome: 'too_many', limit } as const
    const [space] = await sql<SpaceRow>(
      `insert into communities_spaces
         (community_id, platform, platform_id, kind, title, connected_by, connected_at, problems)
       values (:communityId, :platform, :platformId, :kind, :title, :by, :at, '[]')
       on conflict (platform, platform_id) where state <> 'disconnected' do nothing returning *`,
      {
        communityId: community.id,
        platform: may.ref.platform,
        platformId: may.ref.id,
        kind: may.kind,
        title: may.title.slice(0, CONNECTING_LIMITS.title),
        by: person.id,
        at: now(),
      },
      trx
    )
    if (!space) return null
    await remember(trx, {
      communityId: community.id,
      personId: person.id,
      kind: 'space_connected',
      data: { spaceId: space.id, platform: space.platform, title: space.title },
    })
    return { outcome: 'connected', space } as const
  })
  connectedSpaces.forget(may.ref)
  return result ?? (await ownerOf(may.ref, person)) ?? { outcome: 'unavailable' }
}

async function ownerOf(
  { platform, id }: SpaceRef,
  person: Person
): Promise<Extract<NotConnectable, { outcome: 'taken' }> | null> {
  const space = await findSpaceHere(platform, id)
  if (!space) return null
  const [owner] = await sql<{ creator_id: string }>(
    'select creator_id from communities_communities where id = :id',
    { id: space.community_id }
  )
  return { outcome: 'taken', own: owner?.creator_id === person.id, space }
}
