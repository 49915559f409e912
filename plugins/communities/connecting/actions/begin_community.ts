import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { type CommunityText, slugOf } from '#plugins/communities/connecting/community_text'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { remember } from '#plugins/communities/history'
import type { CommunityRow } from '#plugins/communities/rows'

export type Begun =
  | { outcome: 'begun'; community: CommunityRow }
  /** The creator has as many as one may have. */
  | { outcome: 'too_many'; limit: number }

/** Bytes of what makes a taken link another one: 4 letters and digits. */
const SUFFIX_BYTES = 2

/**
 * A new community, as a draft.
 * @param request.key the same key begins it once
 */
export function beginCommunity(request: {
  key: string
  creatorId: string
  text: CommunityText
}): Promise<Begun> {
  const { key, creatorId, text } = request
  return db.transaction(async (trx) => {
    await sql(
      `select pg_advisory_xact_lock(hashtextextended('communities.creator:' || :creatorId, 0))`,
      { creatorId },
      trx
    )
    const [begun] = await sql<CommunityRow>(
      'select * from communities_communities where id = md5(:key)::uuid and creator_id = :creatorId',
      { key, creatorId },
      trx
    )
    if (begun) return { outcome: 'begun', community: begun }
    const [count] = await sql<{ there: bigint }>(
      'select count(*) as there from communities_communities where creator_id = :creatorId',
      { creatorId },
      trx
    )
    const limit = CONNECTING_LIMITS.communitiesPerCreator
    if ((count?.there ?? 0n) >= BigInt(limit)) return { outcome: 'too_many', limit }
    const community = await insert(trx, key, creatorId, text)
    await remember(trx, { communityId: community.id, personId: creatorId, kind: 'community_began' })
    return { outcome: 'begun', community }
  })
}

/** With the link that its name makes, or, where another community has that, one like it. */
async function insert(
  trx: TransactionClientContract,
  key: string,
  creatorId: string,
  { name, description, locale }: CommunityText
): Promise<CommunityRow> {
  const plain = slugOf(name)
  const suffix = () => randomBytes(SUFFIX_BYTES).toString('hex')
  const slugs = [plain, `${plain || 'club'}-${suffix()}`, `club-${suffix()}${suffix()}${suffix()}`]
  for (const slug of slugs.filter((one) => one !== '')) {
    const [made] = await sql<CommunityRow>(
      `insert into communities_communities (id, creator_id, name, slug, description, locale, created_at)
       values (md5(:key)::uuid, :creatorId, :name, :slug, :description, :locale, :at)
       on conflict (slug) do nothing returning *`,
      { key, creatorId, name, slug, description, locale, at: now() },
      trx
    )
    if (made) return made
  }
  throw new Error(`No free link for the community "${name}"`)
}
