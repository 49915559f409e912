import {
  cooldown,
  defineCommand,
  type AnyBotCommand,
  type OpenLink,
  type TurnContext,
} from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { CODE_LENGTH } from '#plugins/communities/codes/normal_code'
import { findCommunity, findCommunityBySlug } from '#plugins/communities/queries/find_community'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import { tierByLink } from '#plugins/communities/queries/tier_by_link'
import type { CommunityRow } from '#plugins/communities/rows'
import { communitiesView } from '#plugins/communities/shop/bot/communities_view'
import { storefrontView } from '#plugins/communities/shop/bot/storefront_view'
import { SHOP_LIMITS } from '#plugins/communities/shop/limits'
import { completeCommunities } from '#plugins/communities/shop/queries/open_communities'
import { storefrontOf } from '#plugins/communities/shop/storefront'
import { label } from '#plugins/communities/tiers/bot/kit'
import { pageOf, telegramLink } from '#plugins/communities/tiers/links'
import type { PersonasService } from '#plugins/personas/api'

type Personas = Pick<PersonasService, 'published'>

/** What `/join` and links lead to: what a community sells, or communities to choose from. */
interface Visit {
  /** A slug, or the code of a tier's link. */
  named?: string
  code?: string
  page?: number
}

/** Longest that is typed with a code, characters: spaces are left out. */
const TYPED_CODE = CODE_LENGTH.most * 2

export function joinCommands(personas: Personas): AnyBotCommand[] {
  const join = defineCommand({
    name: 'join',
    topic: 'people',
    description: 'communities.tiers.shop.description',
    options: {
      community: {
        kind: 'text',
        description: 'communities.tiers.shop.option.community',
        maxLength: SHOP_LIMITS.search,
        autocomplete: completeCommunities,
      },
      page: {
        kind: 'integer',
        description: 'communities.tiers.option.page',
        min: 1,
        max: SHOP_LIMITS.pages,
      },
    },
    positional: 'community',
    guards: [],
    visibility: 'private',
    run: ({ options: { community, page }, ...ctx }): Promise<Reply> =>
      visit(ctx, personas, { named: community, page }),
  })

  const askCode = defineCommand({
    name: 'join_with_code',
    description: 'communities.tiers.shop.description',
    options: { community: communityOption },
    guards: [],
    visibility: 'private',
    internal: true,
    run: (ctx): Promise<Reply> =>
      Promise.resolve([
        {
          kind: 'form',
          title: ctx.t('communities.tiers.shop.code_title'),
          fields: [
            {
              name: 'code',
              label: ctx.t('communities.tiers.fields.code'),
              hint: ctx.t('communities.tiers.shop.code_hint'),
              kind: 'line',
              required: true,
              maxLength: CODE_LENGTH.most,
            },
          ],
          submit: {
            label: label(ctx.t('communities.tiers.shop.code_submit')),
            invoke: { command: 'join_code', options: { community: ctx.options.community } },
            style: 'primary',
          },
          cancelLabel: ctx.t('communities.tiers.do.cancel'),
        },
      ]),
  })

  const withCode = defineCommand({
    name: 'join_code',
    description: 'communities.tiers.shop.description',
    options: {
      community: communityOption,
      code: {
        kind: 'text',
        description: 'communities.tiers.fields.code',
        maxLength: TYPED_CODE,
        required: true,
      },
      page: {
        kind: 'integer',
        description: 'communities.tiers.option.page',
        min: 1,
        max: SHOP_LIMITS.pages,
      },
    },
    guards: [cooldown(SHOP_LIMITS.codeEvery)],
    visibility: 'private',
    internal: true,
    run: ({ options: { community, code, page }, ...ctx }): Promise<Reply> =>
      visit(ctx, personas, { named: community, code, page }),
  })
  return [join, askCode, withCode]
}

const communityOption = {
  kind: 'text',
  description: 'communities.tiers.shop.option.community',
  maxLength: SHOP_LIMITS.search,
  required: true,
} as const

/** Links to communities and tiers: `t.me/BOT?start=join_SLUG`, `join_LINKCODE`, and the same on the web. */
export const openJoinLink =
  (personas: Personas): OpenLink =>
  async (ctx, word) => {
    const named = /^join_(.+)$/.exec(word)?.[1]
    return named === undefined ? null : visit(ctx, personas, { named })
  }

async function visit(ctx: TurnContext, personas: Personas, asked: Visit): Promise<Reply> {
  const { named } = asked
  const tier = named === undefined ? null : await tierByLink(named)
  const community = tier
    ? await findCommunity(tier.community_id)
    : named === undefined
      ? asked.page === undefined
        ? await communityHere(ctx)
        : null
      : await findCommunityBySlug(named)
  // A draft is nobody's business but its creator's.
  if (community && (community.state !== 'draft' || community.creator_id === ctx.person?.id)) {
    return shownIn(ctx, personas, community, asked, tier?.link_code)
  }
  return communitiesView(ctx, named ?? '', asked.page ?? 1)
}

/** The community of the server or chat that it is said in. */
async function communityHere({ frontend, place }: TurnContext): Promise<CommunityRow | null> {
  if (place.kind === 'direct' || frontend === 'web') return null
  const space = await findSpaceHere(frontend, place.guildId ?? place.id)
  return space && findCommunity(space.community_id)
}

async function shownIn(
  ctx: TurnContext,
  personas: Personas,
  community: CommunityRow,
  { code, page }: Visit,
  linkCode?: string
): Promise<Reply> {
  const everybodyReads = ctx.place.kind === 'group' && ctx.frontend !== 'discord'
  if (everybodyReads) return [await toPrivate(ctx, community, linkCode)]
  const front = await storefrontOf(personas, community, {
    personId: ctx.person?.id ?? null,
    ...(linkCode !== undefined && { linkCode }),
  })
  return storefrontView(ctx, front, {
    code,
    page,
    ...(linkCode !== undefined && { named: linkCode }),
  })
}

/** What somebody buys is theirs to tell: the way leads to where nobody else reads. */
async function toPrivate(
  ctx: TurnContext,
  community: CommunityRow,
  linkCode?: string
): Promise<Reply[number]> {
  const url = (await telegramLink(linkCode ?? community.slug)) ?? pageOf(community, linkCode)
  return {
    kind: 'choice',
    text: ctx.t('communities.tiers.shop.in_private', { community: community.name }),
    buttons: [{ label: label(ctx.t('communities.tiers.shop.open_private')), url }],
  }
}
