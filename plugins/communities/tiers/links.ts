import app from '@adonisjs/core/services/app'
import communitiesConfig from '#config/communities'
import type { CommunityRow, TierRow } from '#plugins/communities/rows'

/** What stands behind `start=` of a link to a community, or to one of its tiers. */
export const joinWord = (what: string): string => `join_${what}`

/** The page of a community; with a tier's code, that tier stands there although it is hidden. */
export function pageOf({ slug }: Pick<CommunityRow, 'slug'>, linkCode?: string): string {
  const query = linkCode === undefined ? '' : `?tier=${encodeURIComponent(linkCode)}`
  return `${communitiesConfig.appUrl}/c/${slug}${query}`
}

/** The same in Telegram; null while there is no bot, or it cannot be reached. */
export async function telegramLink(what: string): Promise<string | null> {
  const pages = await app.container.make('pages')
  const name = await pages.telegramBotName()
  return name === null ? null : `https://t.me/${name}?start=${joinWord(what)}`
}

/** Where a tier is joined, and what is typed where links lead nowhere; the only way to one that is hidden. */
export async function linksTo(
  community: Pick<CommunityRow, 'slug'>,
  tier: Pick<TierRow, 'link_code'>
): Promise<readonly string[]> {
  const inTelegram = await telegramLink(tier.link_code)
  return [
    pageOf(community, tier.link_code),
    ...(inTelegram === null ? [] : [inTelegram]),
    `/join ${tier.link_code}`,
  ]
}
