/** What a community's creator is shown about it. Amounts are millicoins; days are of UTC. */
export const FIGURE_DAYS = [30, 90, 365] as const
export type FigureDays = (typeof FIGURE_DAYS)[number]

export interface FigureDay {
  /** `YYYY-MM-DD`. */
  day: string
  /** What members paid, without what went back; money at its worth in coins. */
  paid: bigint
  /** The creator's part of it. */
  earned: bigint
  /** Members at its end. */
  members: number
}

export interface CommunityFigures {
  period: FigureDays
  /** Oldest first; the last is today. */
  days: readonly FigureDay[]
  paid: bigint
  earned: bigint
  /** What live memberships that renew bring in a month: yearly ones by a twelfth, discounts as they were agreed. */
  monthly: bigint
  members: number
  joined: number
  left: number
  /** Of those who were members when the period began, the part that is gone, in basis points; null where nobody was. */
  churnBp: number | null
  /** Members whom Telegram itself charges, and the Stars that they pay it for 30 days: none of it is in the rest. */
  there: { members: number; stars: bigint }
  tiers: readonly { name: string; members: number; monthly: bigint }[]
}
