import type { CreatorStanding } from '#plugins/communities/api'
import type { LiveSign } from '#plugins/coach/programme/programme'

/** What is so in a creator's communities. */
export const signsOf = (standing: CreatorStanding): Readonly<Record<LiveSign, boolean>> => ({
  space_connected: standing.spaces > 0,
  preflight_green: standing.greenSpaces > 0,
  tier_made: standing.tiers > 0,
  welcome_written: standing.welcomes > 0,
  persona_included: standing.personas > 0,
  tier_on_sale: standing.onSale > 0,
  announced: standing.announcements > 0,
  first_member: standing.membersEver > 0,
})
