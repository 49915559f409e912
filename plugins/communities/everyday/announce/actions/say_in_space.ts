import db from '@adonisjs/lucid/services/db'
import i18nManager from '@adonisjs/i18n/services/main'
import { sql } from '#app/support/sql'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import { findAnnouncement } from '#plugins/communities/everyday/announce/queries/find_announcement'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { findSpace } from '#plugins/communities/queries/find_space'
import { remember } from '#plugins/communities/history'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Says an announcement in a space. What somebody has to press there first is kept in the history, and named by the
 * preflight.
 * @throws when it may work later
 */
export async function sayInSpace(
  { doorkeepers, outbox }: Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>,
  { announcementId, spaceId }: { announcementId: string; spaceId: string }
): Promise<void> {
  const [announcement, space] = await Promise.all([
    findAnnouncement(announcementId),
    findSpace(spaceId),
  ])
  const community = announcement && (await findCommunity(announcement.communityId))
  if (!announcement || !community || space?.state !== 'connected') return
  // Called off between its hour and now.
  if (announcement.scheduledAt && announcement.state === 'stopped') return
  if (await wasPosted(community.id, announcementId, spaceId)) return
  const doorkeeper = await doorkeepers.of(space.platform)
  if (!doorkeeper) throw new Error(`${space.platform} is not connected`)
  const title = i18nManager
    .locale(community.locale)
    .t('communities.everyday.announce.title', { community: community.name })
  const posted = await doorkeeper.post(
    { platform: space.platform, id: space.platform_id },
    { text: `**${title}**\n\n${announcement.text}` },
    { channelId: space.channel_id, key: `announcement:${announcementId}:${spaceId}` }
  )
  if (posted.outcome === 'retry')
    throw new Error(`The space cannot be written to now: ${posted.reason}`)
  await db.transaction(async (trx) => {
    await remember(trx, {
      communityId: community.id,
      kind: posted.outcome === 'posted' ? 'posted' : 'not_posted',
      data: {
        announcementId,
        spaceId,
        ...(posted.outcome === 'posted' && {
          messageId: posted.messageId,
          channelId: space.channel_id,
        }),
        ...(posted.outcome === 'problem' && { problem: posted.problem.kind }),
      },
    })
    // Nobody pressed anything just now: whoever wrote it would not notice.
    if (posted.outcome === 'problem' && announcement.scheduledAt) {
      await tellCreator(
        { outbox },
        {
          communityId: community.id,
          key: `not_posted:${announcementId}:${spaceId}`,
          kind: 'communities.everyday.announce.not_posted',
          data: { space: space.title },
          spaceId,
        },
        trx
      )
    }
  })
}

/** Jobs run at least once, and Telegram knows no key by which a message is said once. */
async function wasPosted(
  communityId: string,
  announcementId: string,
  spaceId: string
): Promise<boolean> {
  const posted = await sql<{ id: bigint }>(
    `select id from communities_history where community_id = :communityId and kind = 'posted'
       and data @> jsonb_build_object('announcementId', :announcementId::text, 'spaceId', :spaceId::text)
     limit 1`,
    { communityId, announcementId, spaceId }
  )
  return posted.length > 0
}
