import i18nManager from '@adonisjs/i18n/services/main'
import { sql } from '#app/support/sql'
import {
  liftSuspension,
  suspendCommunity,
} from '#plugins/communities/admin/actions/suspend_community'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import type { CommunityRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Nobody pays a creator who is banned: their communities are suspended with them, and go on when the ban is lifted. What
 * an admin suspended stays so. The same again does nothing.
 */
export async function followBan(
  services: Pick<CommunitiesServices, 'identity' | 'outbox'>,
  personId: string
): Promise<void> {
  const person = await services.identity.findPerson(personId)
  if (!person) return
  for (const community of await communitiesOf(person.id)) {
    if (person.bannedAt !== null) {
      const reason = i18nManager.locale(community.locale).t('communities.connecting.creator_banned')
      await suspendCommunity(services, { communityId: community.id, by: null, reason })
    } else if (await isByBan(community)) {
      await liftSuspension(services, { communityId: community.id, by: null })
    }
  }
}

/** Whether it was suspended by nobody but a ban. */
async function isByBan({ id, suspended_at: suspendedAt }: CommunityRow): Promise<boolean> {
  if (!suspendedAt) return false
  const [last] = await sql<{ person_id: string | null }>(
    `select person_id from communities_history where community_id = :id and kind = 'suspended'
     order by id desc limit 1`,
    { id }
  )
  return last?.person_id === null
}
