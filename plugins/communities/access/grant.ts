import type { LetIn, PutOut } from '#app/bot_kit/spaces/answers'
import type { Passage, SpacePlatform } from '#app/bot_kit/spaces/space'
import type { GrantRow } from '#plugins/communities/rows'

/** A grant that this process works on, until its claim is over. */
export interface ClaimedGrant extends GrantRow {
  platform: SpacePlatform
  /** The space's, by its platform. */
  space_platform_id: string
  claimed_until: Date
}

export type Answer = LetIn | PutOut

/** The way that a grant is about. */
export const passageOf = (
  grant: Pick<ClaimedGrant, 'platform' | 'space_platform_id' | 'role_id' | 'platform_id'>
): Passage => ({
  door: {
    platform: grant.platform,
    id: grant.space_platform_id,
    roleId: grant.role_id === '' ? null : grant.role_id,
  },
  platformId: grant.platform_id,
})
