import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'

/** Whether somebody is a member of a community, or may not be one: nobody begins twice, nor comes back after a ban. */
export async function isMemberOrBanned(
  trx: TransactionClientContract,
  about: { communityId: string; personId: string }
): Promise<boolean> {
  const rows = await sql(
    `select 1 from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended'
     union all
     select 1 from communities_bans where community_id = :communityId and person_id = :personId`,
    about,
    trx
  )
  return rows.length > 0
}
