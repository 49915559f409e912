import type { ChatMember } from 'grammy/types'
import { DateTime } from 'luxon'
import { DOOR_LIMITS } from '#bots/telegram/door_limits'

/** How somebody stands in a chat. */
export type Standing =
  | 'in'
  /** In, and Telegram itself charges them for it: a channel's own subscription. */
  | 'subscribed'
  | 'out'
  /** Owner or administrator. */
  | 'runs'
  /** Banned by us for a moment, on the way out; the ban was not lifted, or not yet. */
  | 'put_out'
  /** Banned by somebody else. */
  | 'banned'

/**
 * Reads what Telegram says of somebody in a chat (core.telegram.org/bots/api#chatmember); null is nobody. Administrators
 * ban for good, or for long: a ban that ends within minutes is the one by which the bot removes.
 */
export function standingOf(
  member: ChatMember | null,
  now: number = DateTime.utc().toMillis()
): Standing {
  switch (member?.status) {
    case 'creator':
    case 'administrator':
      return 'runs'
    case 'member':
      return member.until_date === undefined ? 'in' : 'subscribed'
    case 'restricted':
      return member.is_member ? 'in' : 'out'
    case 'kicked':
      return isOwnBan(member.until_date, now) ? 'put_out' : 'banned'
    case 'left':
    default:
      return 'out'
  }
}

/** Until when somebody's own subscription of a channel is paid; null for everybody else. */
export function paidUntil(member: ChatMember | null): Date | null {
  return member?.status === 'member' && member.until_date !== undefined
    ? new Date(member.until_date * 1_000)
    : null
}

export const isIn = (standing: Standing): boolean =>
  standing === 'in' || standing === 'subscribed' || standing === 'runs'

function isOwnBan(until: number, now: number): boolean {
  return until !== 0 && until * 1_000 - now <= DOOR_LIMITS.ownBanSeconds * 1_000
}
