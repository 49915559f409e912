import type { TurnContext } from '#app/bot_kit/command'
import { paidLinksOf } from '#plugins/communities/paid_there/queries/paid_links'
import type { TierRow } from '#plugins/communities/rows'
import type { OwnTier } from '#plugins/communities/tiers/queries/own_tier'

/** Whether Telegram could sell it: it opens one channel, and nothing else. Or it does already. */
export const mayBePaidThere = ({ tier, doors }: OwnTier): boolean =>
  tier.telegram_stars !== null || (doors.length === 1 && doors[0]?.space_kind === 'channel')

/** How a tier is sold at Telegram, for its creator: with the link, once it works. */
export async function paidThereWords(
  ctx: Pick<TurnContext, 't'>,
  tier: Pick<TierRow, 'id' | 'telegram_stars'>
): Promise<string> {
  const link = (await paidLinksOf([tier.id])).get(tier.id)
  const said = ctx.t('communities.paid_there.creator', { stars: tier.telegram_stars ?? 0 })
  return link ? `${said}\n${link.link}` : `${said}\n${ctx.t('communities.paid_there.no_link_yet')}`
}
