import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { renewDue } from '#plugins/communities/lifecycle/actions/renew_due'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Coins have come: what somebody could not pay before is tried at once. */
export async function renewWithNewCoins(
  services: Pick<CommunitiesServices, 'outbox' | 'ledger'>,
  personId: string
): Promise<void> {
  if (await hurryRenewal(personId)) await renewDue(services, { personId })
}

/** What waits for somebody's coins is due now. @returns whether there is any */
export async function hurryRenewal(personId: string): Promise<boolean> {
  // One that is being charged at this moment is not disturbed.
  const due = await sql<{ id: string }>(
    `update communities_memberships m set renew_at = :at
     where m.person_id = :personId and m.state = 'grace' and m.renews and m.means = 'coins'
       and not exists (select from communities_cycles y where y.membership_id = m.id and y.state = 'asked')
     returning id`,
    { personId, at: now() }
  )
  return due.length > 0
}
