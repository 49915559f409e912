import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { editCosts, editTerms, editWords } from '#plugins/communities/tiers/actions/edit_tier'
import { moveUp } from '#plugins/communities/tiers/actions/move_tier'
import { putOnSale, withdrawTier, type Sale } from '#plugins/communities/tiers/actions/put_on_sale'
import { costsForm, termsForm, wordsForm } from '#plugins/communities/tiers/bot/forms'
import { INTERNAL, notYours, TIER, trouble, wrongText } from '#plugins/communities/tiers/bot/kit'
import { onTheWay, tierView } from '#plugins/communities/tiers/bot/tier_view'
import {
  readCosts,
  readTerms,
  readWords,
  type Read,
  type TierCosts,
} from '#plugins/communities/tiers/check_tier'
import type { Currency } from '#plugins/communities/tiers/limits'
import { ownTier, type OwnTier } from '#plugins/communities/tiers/queries/own_tier'
import { doorWords } from '#plugins/communities/tiers/tier_words'
import type { CommunitiesServices } from '#plugins/communities/services'
import type { PersonasService } from '#plugins/personas/api'

const typed = (field: string, maxLength = 20) =>
  ({ kind: 'text', description: `communities.tiers.fields.${field}`, maxLength }) as const
const LONG = 4_000

/** Changing a tier: its words, prices and terms; and whether, and where in the list, it is sold. */
export function editCommands(
  services: CommunitiesServices,
  personas: PersonasService
): AnyBotCommand[] {
  const forms = (
    [
      ['tier_words', wordsForm],
      ['tier_costs', costsForm],
      ['tier_terms', termsForm],
    ] as const
  ).map(([name, form]) =>
    defineCommand({
      ...INTERNAL,
      name,
      options: TIER,
      async run(ctx): Promise<Reply> {
        const own = await ownTier(ctx.person, ctx.options.tier)
        return own ? form(ctx, own.tier) : notYours(ctx)
      },
    })
  )

  /** Takes what was typed, or shows the form again with it. */
  async function take<T>(
    ctx: TurnContext,
    own: OwnTier,
    read: Read<T>,
    again: () => Reply,
    save: (value: T) => Promise<void>
  ): Promise<Reply> {
    if (read.outcome === 'wrong') return [trouble(wrongText(ctx, read.wrong)), ...again()]
    await save(read.value)
    const now = await ownTier(ctx.person, own.tier.id)
    return now ? tierView(ctx, personas, now, ctx.t('communities.tiers.saved')) : notYours(ctx)
  }

  const setWords = defineCommand({
    ...INTERNAL,
    name: 'tier_set_words',
    options: {
      ...TIER,
      name: typed('name', 200),
      description: typed('description', LONG),
      perks: typed('perks', LONG),
    },
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const again = () => wordsForm(ctx, own.tier, ctx.options)
      return take(ctx, own, readWords(ctx.options), again, (words) => editWords(own.tier.id, words))
    },
  })

  const setCosts = defineCommand({
    ...INTERNAL,
    name: 'tier_set_costs',
    options: {
      ...TIER,
      coins: typed('coins'),
      USD: typed('USD'),
      EUR: typed('EUR'),
      INR: typed('INR'),
      XTR: typed('XTR'),
    } satisfies Record<'tier' | 'coins' | Currency, object>,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const again = () => costsForm(ctx, own.tier, ctx.options)
      const read = readCosts(ctx.options)
      if (read.outcome === 'read' && own.tier.state === 'on_sale' && isUnsold(read.value)) {
        const text = ctx.t('communities.tiers.sale.no_price', { name: own.tier.name })
        return [trouble(text), ...again()]
      }
      return take(ctx, own, read, again, (costs) => editCosts(own.tier.id, costs))
    },
  })

  const setTerms = defineCommand({
    ...INTERNAL,
    name: 'tier_set_terms',
    options: {
      ...TIER,
      days: typed('days'),
      trial: typed('trial'),
      seats: typed('seats'),
      hidden: typed('hidden'),
      welcome: typed('welcome', LONG),
    },
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const again = () => termsForm(ctx, own.tier, ctx.options)
      const read = readTerms(ctx.options, own.tier)
      return take(ctx, own, read, again, (terms) => editTerms(own.tier.id, terms))
    },
  })

  const sell = defineCommand({
    ...INTERNAL,
    name: 'tier_sell',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const sale = await putOnSale(services, own, ctx.turnKey)
      if (sale.outcome !== 'on_sale') return notOnSale(ctx, own, sale)
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
      const now = await ownTier(ctx.person, own.tier.id)
      const said = ctx.t('communities.tiers.sale.withdrawn', { name: own.tier.name })
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
  return [...forms, setWords, setCosts, setTerms, sell, withdraw, up]
}

const isUnsold = ({ coins, prices }: TierCosts): boolean => coins === null && prices.length === 0

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
