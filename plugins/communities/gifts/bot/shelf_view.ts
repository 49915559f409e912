import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { Person } from '#app/identity/types'
import { trouble } from '#plugins/communities/buying/bot/kit'
import { dayInWords } from '#app/support/day_in_words'
import { saidCode } from '#plugins/communities/gifts/gift_code'
import { GIFT_LIMITS } from '#plugins/communities/gifts/limits'
import { communitiesNear } from '#plugins/communities/gifts/queries/communities_near'
import { giftsOf } from '#plugins/communities/gifts/queries/gifts_of'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import type { CommunityRow } from '#plugins/communities/rows'
import { priceWords } from '#plugins/communities/tiers/tier_words'

/** Communities to give something of, and gifts that were bought and still wait. */
export async function shelfReply(ctx: TurnContext, person: Person): Promise<Reply> {
  const waiting = await giftsOf(person.id)
  const here = await communityHere(ctx)
  const near = await communitiesNear(person.id, here)
  return [
    {
      kind: 'list',
      title: ctx.t('communities.gifts.shelf.title'),
      items: near.map((community) => ({
        title: community.name,
        text: community.description === '' ? undefined : community.description,
        button: {
          label: ctx.t('communities.gifts.shelf.give'),
          invoke: { command: 'gift_community', options: { community: community.id } },
        },
      })),
      empty: ctx.t('communities.gifts.shelf.empty'),
      footer: ctx.t('communities.gifts.shelf.how'),
    },
    ...(waiting.length === 0
      ? []
      : [
          {
            kind: 'list',
            title: ctx.t('communities.gifts.waiting.title'),
            items: waiting.map(({ code, title, expires_at: until }) => ({
              title,
              text: ctx.t('communities.gifts.waiting.item', {
                code: saidCode(code),
                date: dayInWords(until, ctx.locale),
              }),
            })),
            empty: '',
          } as const,
        ]),
  ]
}

async function communityHere({ frontend, place }: TurnContext): Promise<string | null> {
  if (frontend === 'web') return null
  const space = await findSpaceHere(frontend, place.guildId ?? place.id)
  return space?.community_id ?? null
}

/** The tiers of a community, to be given. */
export async function tiersReply(ctx: TurnContext, community: CommunityRow): Promise<Reply> {
  const tiers = (await listTiers(community.id, { forFans: true })).slice(0, GIFT_LIMITS.shown)
  if (community.state !== 'open' || community.suspended_at !== null) {
    return trouble(ctx, ctx.t('communities.gifts.no_community'))
  }
  return [
    {
      kind: 'list',
      title: ctx.t('communities.gifts.tiers.title', { community: community.name }),
      items: tiers.map((tier) => ({
        title: tier.name,
        text: [priceWords(ctx, tier), tier.description].filter((part) => part !== '').join('\n'),
        button: {
          label: ctx.t('communities.gifts.tiers.give'),
          invoke: { command: 'join_tier', options: { tier: tier.id, gift: true } },
        },
      })),
      empty: ctx.t('communities.gifts.tiers.empty'),
    },
  ]
}
