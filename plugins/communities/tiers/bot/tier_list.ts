import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type ListItem, type Reply } from '#app/bot_kit/reply'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import type { CommunityRow } from '#plugins/communities/rows'
import { label } from '#plugins/communities/tiers/bot/kit'
import { pageOf } from '#plugins/communities/tiers/links'
import { priceWords } from '#plugins/communities/tiers/tier_words'

/** The tiers of a community, for its creator. */
export async function tierList(
  ctx: TurnContext,
  community: CommunityRow,
  asked: number
): Promise<Reply> {
  const tiers = await listTiers(community.id, { forFans: false })
  const pages = Math.max(1, Math.ceil(tiers.length / LIMITS.pageSize))
  const page = Math.min(asked, pages)
  const options = { community: community.id }
  return [
    {
      kind: 'list',
      title: ctx.t('communities.tiers.list.title', { community: community.name }),
      items: tiers
        .slice((page - 1) * LIMITS.pageSize, page * LIMITS.pageSize)
        .map((tier) => itemOf(ctx, tier)),
      empty: ctx.t('communities.tiers.list.empty'),
      paging: paging(
        { page, pages },
        {
          previous: ctx.t('communities.tiers.do.previous'),
          next: ctx.t('communities.tiers.do.next'),
        },
        { command: 'tiers', options }
      ),
      buttons: [
        {
          label: label(ctx.t('communities.tiers.do.new')),
          invoke: { command: 'tier_new', options },
          style: 'primary',
        },
        {
          label: label(ctx.t('communities.tiers.do.codes')),
          invoke: { command: 'codes', options },
        },
        ...(community.state === 'open'
          ? [{ label: label(ctx.t('communities.tiers.do.page')), url: pageOf(community) }]
          : []),
      ],
    },
  ]
}

function itemOf(ctx: TurnContext, tier: PricedTier): ListItem {
  const state = ctx.t(`communities.tiers.state.${tier.state}`)
  const hidden = tier.hidden ? [ctx.t('communities.tiers.hidden_choice.yes')] : []
  return {
    title: tier.name,
    text: [priceWords(ctx, tier), state, ...hidden].join(' · '),
    button: {
      label: label(ctx.t('communities.tiers.do.open', { name: tier.name })),
      invoke: { command: 'tier_open', options: { tier: tier.id } },
    },
  }
}
