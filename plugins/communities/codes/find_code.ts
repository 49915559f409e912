import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#plugins/communities/clock'
import { normalCode } from '#plugins/communities/codes/normal_code'
import type { CodeRow, TierRow } from '#plugins/communities/rows'
import { sql } from '#app/support/sql'

/**
 * Why a code does not help. `unknown`: there is none, or it was withdrawn; `not_for_this_tier`: it is for another tier,
 * or takes nothing off this one; `had_it`: the person has bought with it before.
 */
export const CODE_REFUSALS = [
  'unknown',
  'expired',
  'used_up',
  'not_for_this_tier',
  'had_it',
] as const
export type CodeRefusal = (typeof CODE_REFUSALS)[number]

export type FoundCode =
  { outcome: 'found'; code: CodeRow } | { outcome: 'refused'; reason: CodeRefusal }

interface Row extends CodeRow {
  tier_coins: bigint | null
  tier_period: TierRow['period']
  had_it: boolean
  used: bigint
}

/**
 * The code that somebody typed, if it can be used for a tier now. What is being bought by others counts as used, so
 * that nobody pays the full price in the end; one's own other tries do not.
 * @param trx the code is locked until its end, so that it is used no more often than it may be
 */
export async function findCode(
  asked: { communityId: string; code: string; tierId: string; personId: string },
  trx?: TransactionClientContract
): Promise<FoundCode> {
  const { communityId, tierId, personId } = asked
  const code = normalCode(asked.code)
  if (code === null) return refused('unknown')
  if (trx) {
    await sql(
      `select 1 from communities_codes where community_id = :communityId and code = :code for update`,
      { communityId, code },
      trx
    )
  }
  const [row] = await sql<Row>(
    `select c.*, t.coins as tier_coins, t.period as tier_period,
       exists (select from communities_purchases p
         where p.code_id = c.id and p.person_id = :personId and p.state = 'paid') as had_it,
       (select count(distinct p.person_id) from communities_purchases p where p.code_id = c.id
         and (p.state = 'paid' or p.state = 'asked' and p.person_id <> :personId)) as used
     from communities_codes c join communities_tiers t on t.community_id = c.community_id and t.id = :tierId
     where c.community_id = :communityId and c.code = :code and c.withdrawn_at is null`,
    { communityId, code, tierId, personId },
    trx
  )
  if (!row) return refused('unknown')
  if (row.expires_at !== null && row.expires_at <= now()) return refused('expired')
  if (!helps(row, tierId)) return refused('not_for_this_tier')
  if (row.had_it) return refused('had_it')
  if (row.most_uses !== null && row.used >= BigInt(row.most_uses)) return refused('used_up')
  const { tier_coins: _coins, tier_period: _period, had_it: _had, used: _used, ...found } = row
  return { outcome: 'found', code: found }
}

function helps(row: Row, tierId: string): boolean {
  if (row.tier_id !== null && row.tier_id !== tierId) return false
  switch (row.kind) {
    case 'percent':
      return true
    // Money prices go down by the part of the coins that it takes off.
    case 'fixed':
      return row.tier_coins !== null && row.tier_coins > 0n
    // Before the first payment of something that goes on.
    case 'free_days':
      return row.tier_period === 'month' || row.tier_period === 'year'
  }
}

const refused = (reason: CodeRefusal): FoundCode => ({ outcome: 'refused', reason })
