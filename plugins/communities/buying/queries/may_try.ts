import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'

/**
 * Whether somebody may have a tier's free days: once per person and community.
 * @param about.isReturning whoever deleted everything and came back had theirs
 */
export async function mayTry(
  about: { communityId: string; personId: string; isReturning: boolean },
  trx?: TransactionClientContract
): Promise<boolean> {
  const { communityId, personId, isReturning } = about
  if (isReturning) return false
  const [row] = await sql<{ tried: boolean }>(
    `select exists (select from communities_purchases p
         where p.community_id = :communityId and p.person_id = :personId and p.trial_days > 0 and p.state = 'paid')
       or exists (select from communities_memberships m join communities_cycles c on c.membership_id = m.id
         where m.community_id = :communityId and m.person_id = :personId and c.kind = 'trial') as tried`,
    { communityId, personId },
    trx
  )
  return row?.tried !== true
}
