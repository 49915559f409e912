/** The tables' rows of what Telegram sells by itself. */

/** A link by which Telegram sells a channel. */
export interface PaidLinkRow {
  id: string
  tier_id: string
  space_id: string
  /** For 30 days. */
  stars: number
  link: string
  created_at: Date
  revoked_at: Date | null
}

/** Somebody who came in by such a link, as Telegram says. */
export interface PaidThereRow {
  id: string
  space_id: string
  platform_id: string
  link_id: string
  until: Date
  look_at: Date | null
  looks: number
  membership_id: string | null
  heard_at: Date
  over_at: Date | null
}
