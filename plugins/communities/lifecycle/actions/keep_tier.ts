import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { rememberAll, tellChanged } from '#plugins/communities/lifecycle/write'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Takes a planned change back: the tier stays. @returns whether there was one */
export async function keepTier(
  services: Pick<CommunitiesServices, 'outbox'>,
  { membershipId, personId }: { membershipId: string; personId: string }
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const [kept] = await sql<MembershipRow>(
      `update communities_memberships m set next_tier_id = null, next_coins = null
       where id = cast(:membershipId as uuid) and person_id = :personId and state <> 'ended'
         and next_tier_id is not null
         and not exists (select from communities_cycles y where y.membership_id = m.id and y.state = 'asked')
       returning *`,
      { membershipId, personId },
      trx
    )
    if (!kept) return false
    await rememberAll(trx, [{ membership: kept, kind: 'kept_tier' }], now())
    await tellChanged(services, trx, [kept])
    return true
  })
}
