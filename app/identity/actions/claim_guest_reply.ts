import db from '@adonisjs/lucid/services/db'
import type { GuestClaim } from '#app/identity/types'
import { IDENTITY_LIMITS } from '#app/identity/limits'

interface ClaimRow {
  claimed: boolean
  replies_left: number
  next_at: Date | null
}

/** Claims one free reply in one round trip; the database's function decides under the account's lock. */
export async function claimGuestReply(accountId: string, key: string): Promise<GuestClaim> {
  const { rows } = await db.rawQuery<{ rows: ClaimRow[] }>(
    'select * from claim_guest_reply(?, ?, ?, make_interval(hours => ?))',
    [accountId, key, IDENTITY_LIMITS.guestReplies, IDENTITY_LIMITS.guestWindowHours]
  )
  const [row] = rows
  if (row?.claimed) return { outcome: 'claimed', left: row.replies_left }
  if (row?.next_at) return { outcome: 'limit_reached', nextAt: row.next_at }
  throw new Error('The database did not decide on a free reply')
}
