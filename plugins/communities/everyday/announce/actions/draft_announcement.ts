import type { TurnContext } from '#app/bot_kit/command'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import type { ModerationService } from '#plugins/moderation/api'

export type Drafted =
  | { outcome: 'drafted'; announcementId: string }
  | { outcome: 'refused'; reason: 'not_yours' | 'suspended' | 'empty' | 'too_long' | 'not_allowed' }

/** Keeps what a creator is about to say, so that it can be looked at before anybody hears it. */
export async function draftAnnouncement(
  moderation: Pick<ModerationService, 'check'>,
  ctx: Pick<TurnContext, 'account' | 'person' | 'locale' | 'signal'>,
  request: { communityId: string; tierId: string | null; text: string }
): Promise<Drafted> {
  const community = await ownCommunity(ctx.person, request.communityId)
  if (!community || !ctx.person) return { outcome: 'refused', reason: 'not_yours' }
  if (community.suspended_at) return { outcome: 'refused', reason: 'suspended' }
  const text = request.text.trim()
  if (text === '') return { outcome: 'refused', reason: 'empty' }
  if (text.length > EVERYDAY_LIMITS.announcement) return { outcome: 'refused', reason: 'too_long' }
  const verdict = await moderation.check({
    text,
    stage: 'profile',
    accountId: ctx.account.id,
    personId: ctx.person.id,
    adult: false,
    locale: ctx.locale,
    signal: ctx.signal,
  })
  if (verdict.outcome === 'blocked') return { outcome: 'refused', reason: 'not_allowed' }
  const [row] = await sql<{ id: string }>(
    `insert into communities_announcements (community_id, tier_id, written_by, text, created_at)
     values (:communityId,
       (select id from communities_tiers where id = :tierId and community_id = :communityId), :writtenBy, :text, :at)
     returning id`,
    {
      communityId: community.id,
      tierId: request.tierId,
      writtenBy: ctx.person.id,
      text,
      at: now(),
    }
  )
  if (!row) throw new Error('No announcement was written')
  return { outcome: 'drafted', announcementId: row.id }
}
