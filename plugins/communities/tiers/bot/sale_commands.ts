import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { settlePaidLinks } from '#plugins/communities/paid_there/actions/settle_paid_links'
import type { CommunitiesServices } from '#plugins/communities/services'
import { moveUp } from '#plugins/communities/tiers/actions/move_tier'
import { putOnSale, withdrawTier, type Sale } from '#plugins/communities/tiers/actions/put_on_sale'
import { INTERNAL, notYours, TIER } from '#plugins/communities/tiers/bot/kit'
import { onTheWay, tierView } from '#plugins/communities/tiers/bot/tier_view'
import { ownTier, type OwnTier } from '#plugins/communities/tiers/queries/own_tier'
import { doorWords } from '#plugins/communities/tiers/tier_words'
import type { PersonasService } from '#plugins/personas/api'

/** Whether, and where in the list, a tier is sold. */
export function saleCommands(
  services: CommunitiesServices,
  personas: PersonasService
): AnyBotCommand[] {
  const sell = defineCommand({
    ...INTERNAL,
    name: 'tier_sell',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const sale = await putOnSale(services, own, ctx.turnKey)
      if (sale.outcome !== 'on_sale') return notOnSale(ctx, own, sale)
      await settlePaidLinks(services, own.tier.id)
      const now = await ownTier(ctx.person, own.tier.id)
      const said = ctx.t('communities.tiers.sale.on_sale', { name: own.tier.name })
      return now ? tierView(ctx, personas, now, said) : notYours(ctx)
    },
  })

  const withdraw = defineCommand({
    ...INTERNAL,
    name: 'tier_withdraw',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      await withdrawTier(services, own.tier.id, ctx.turnKey)
      await settlePaidLinks(services, own.tier.id)
      const now = await ownTier(ctx.person, own.tier.id)
      const { name, telegram_stars: stars } = own.tier
      const said = [
        ctx.t('communities.tiers.sale.withdrawn', { name }),
        ...(stars === null ? [] : [ctx.t('communities.paid_there.set.withdrawn')]),
      ].join(' ')
      return now ? tierView(ctx, personas, now, said) : notYours(ctx)
    },
  })

  const up = defineCommand({
    ...INTERNAL,
    name: 'tier_up',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      await moveUp(own.community.id, own.tier.id)
      return tierView(ctx, personas, own, ctx.t('communities.tiers.moved', { name: own.tier.name }))
    },
  })
  return [sell, withdraw, up]
}

/** Why it is not sold, and what to press. */
function notOnSale(
  ctx: TurnContext,
  { tier, community }: OwnTier,
  sale: Exclude<Sale, { outcome: 'on_sale' }>
): Reply {
  const door = 'door' in sale ? doorWords(ctx, sale.door) : ''
  const text = ctx.t(`communities.tiers.sale.${sale.outcome}`, { name: tier.name, door })
  const to = (command: string, name: string, options: Record<string, string>) => ({
    label: ctx.t(`communities.tiers.do.${name}`),
    invoke: { command, options },
    style: 'primary' as const,
  })
  switch (sale.outcome) {
    case 'no_door':
      return onTheWay(ctx, tier.id, text, [to('tier_doors', 'doors', { tier: tier.id })])
    case 'no_price':
      return onTheWay(ctx, tier.id, text, [to('tier_costs', 'costs', { tier: tier.id })])
    case 'door_shut':
      return onTheWay(ctx, tier.id, text, [
        to('community_space', 'check', { space: sale.door.space_id }),
        to('tier_sell', 'again', { tier: tier.id }),
      ])
    case 'community_not_open':
      return onTheWay(ctx, tier.id, text, [
        to('community_view', 'community', { community: community.id }),
        to('tier_sell', 'again', { tier: tier.id }),
      ])
    case 'unavailable':
      return onTheWay(ctx, tier.id, text, [to('tier_sell', 'again', { tier: tier.id })])
    case 'community_suspended':
      return onTheWay(ctx, tier.id, text)
  }
}
