import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import type { NewCode } from '#plugins/communities/codes/check_code'
import { CODE_LIMITS } from '#plugins/communities/codes/limits'
import { remember } from '#plugins/communities/history'

export type CodeCreation =
  | { outcome: 'created' }
  /** The community has, or had, one that is typed the same. */
  | { outcome: 'taken' }
  | { outcome: 'too_many'; limit: number }

/** @param tierId of the same community; null for all of its tiers */
export async function createCode(
  communityId: string,
  tierId: string | null,
  made: NewCode
): Promise<CodeCreation> {
  return db.transaction(async (trx) => {
    await sql(
      'select 1 from communities_communities where id = :communityId for update',
      { communityId },
      trx
    )
    const [{ codes } = { codes: 0n }] = await sql<{ codes: bigint }>(
      'select count(*) as codes from communities_codes where community_id = :communityId and withdrawn_at is null',
      { communityId },
      trx
    )
    const limit = CODE_LIMITS.perCommunity
    if (codes >= BigInt(limit)) return { outcome: 'too_many', limit }
    const written = await sql<{ id: string }>(
      `insert into communities_codes
         (community_id, code, kind, value, coins_off, tier_id, cycles, most_uses, expires_at, created_at)
       values (:communityId, :code, :kind, :value, :coinsOff, :tierId, :cycles, :uses, :expiresAt, :at)
       on conflict (community_id, code) do nothing returning id`,
      {
        communityId,
        tierId,
        code: made.code,
        kind: made.kind,
        value: made.value,
        coinsOff: made.coins_off,
        cycles: made.cycles,
        uses: made.most_uses,
        expiresAt: made.expires_at,
        at: now(),
      },
      trx
    )
    if (written.length === 0) return { outcome: 'taken' }
    await remember(trx, { communityId, kind: 'code_created', data: { code: made.code } })
    return { outcome: 'created' }
  })
}

/** It is taken no more. Who has bought with it keeps what was agreed. */
export async function withdrawCode(communityId: string, codeId: string): Promise<void> {
  await db.transaction(async (trx) => {
    const [row] = await sql<{ code: string }>(
      `update communities_codes set withdrawn_at = :at
       where id = :codeId and community_id = :communityId and withdrawn_at is null returning code`,
      { codeId, communityId, at: now() },
      trx
    )
    if (row) await remember(trx, { communityId, kind: 'code_withdrawn', data: { code: row.code } })
  })
}
