import type { OnBehalf } from '#plugins/communities/on_behalf/types'

export type {
  CreatorCommunity,
  CreatorSpace,
  CreatorTier,
  IncludedPersona,
  TierTyped,
} from '#plugins/communities/on_behalf/types'

/** The communities' door: what happens to memberships, as outbox topics. */
export const COMMUNITY_EVENTS = {
  /** `{ membershipId, communityId, personId }`: somebody bought, renewed, changed or lost something: access follows. */
  membershipChanged: 'communities.membership_changed',
  /** `{ communityId }`: tiers or their doors changed: everybody's access is worked out anew. */
  doorsChanged: 'communities.doors_changed',
} as const

/** How far a creator's communities are, in counts: what can be seen from outside without looking into any. */
export interface CreatorStanding {
  communities: number
  /** Connected servers and chats whose preflight was made, and those of them where nothing is missing. */
  spaces: number
  greenSpaces: number
  /** Tiers that were not withdrawn; of them those that can be bought, that say a welcome, that include a persona. */
  tiers: number
  onSale: number
  welcomes: number
  personas: number
  /** Announcements that went out. */
  announcements: number
  /** Everybody who ever was a member, the creator aside. */
  membersEver: number
}

export interface CommunitiesService extends OnBehalf {
  standingOf(creatorId: string): Promise<CreatorStanding>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    communities: CommunitiesService
  }
}
