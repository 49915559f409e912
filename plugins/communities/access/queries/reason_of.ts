import { sql } from '#app/support/sql'
import type { MembershipRow } from '#plugins/communities/rows'

/** Why a membership's access is what it is, in a word. */
export async function reasonOf(membershipId: string): Promise<string> {
  const [membership] = await sql<Pick<MembershipRow, 'state' | 'end_reason'>>(
    'select state, end_reason from communities_memberships where id = :membershipId',
    { membershipId }
  )
  switch (membership?.end_reason) {
    case 'refunded':
    case 'disputed':
      return 'refund'
    case 'removed':
      return 'ban'
    case 'deleted':
    case 'merged':
      return 'account'
    case 'cancelled':
    case 'unpaid':
    case 'expired':
      return 'end'
    case null:
    case undefined:
      return 'purchase'
  }
}
