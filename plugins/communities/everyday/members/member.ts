import type { EndReason, Means, MembershipRow } from '#plugins/communities/rows'

/** Which members somebody looks for. */
export const MEMBER_FILTERS = ['in', 'trouble', 'past', 'all'] as const
export type MemberFilter = (typeof MEMBER_FILTERS)[number]

/** A member as their community's creator sees them. */
export interface Member {
  membershipId: string
  personId: string
  name: string
  tierName: string
  state: MembershipRow['state']
  means: Means
  since: Date
  paidUntil: Date | null
  graceUntil: Date | null
  renews: boolean
  endReason: EndReason | null
  endedAt: Date | null
  /** Millicoins, without what was given back; and payments in money, counted. */
  coins: bigint
  payments: number
  /** Doors that are to be open to them, and those that are. */
  doors: number
  open: number
  banned: boolean
}
