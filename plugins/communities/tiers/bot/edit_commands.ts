import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { editCosts, editTerms, editWords } from '#plugins/communities/tiers/actions/edit_tier'
import { costsForm, termsForm, wordsForm } from '#plugins/communities/tiers/bot/forms'
import { INTERNAL, notYours, TIER, trouble, wrongText } from '#plugins/communities/tiers/bot/kit'
import { tierView } from '#plugins/communities/tiers/bot/tier_view'
import {
  readCosts,
  readTerms,
  readWords,
  type Read,
  type TierCosts,
  type TierTerms,
  type TierWords,
} from '#plugins/communities/tiers/check_tier'
import type { Currency } from '#plugins/communities/tiers/limits'
import { ownTier, type OwnTier } from '#plugins/communities/tiers/queries/own_tier'
import { refusalOf } from '#plugins/communities/moderated'
import { isPriceless } from '#plugins/communities/tiers/price'
import type { CommunitiesServices } from '#plugins/communities/services'
import type { PersonasService } from '#plugins/personas/api'

const typed = (field: string, maxLength = 20) =>
  ({ kind: 'text', description: `communities.tiers.fields.${field}`, maxLength }) as const
const LONG = 4_000

/** Changing a tier: its words, prices and terms. */
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
    save: (value: T) => Promise<void>,
    shown: (value: T) => readonly string[] = () => []
  ): Promise<Reply> {
    if (read.outcome === 'wrong') return [trouble(wrongText(ctx, read.wrong)), ...again()]
    const refusal = await refusalOf(services.moderation, ctx, { words: shown(read.value) })
    if (refusal) return [trouble(refusal), ...again()]
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
      const save = (words: TierWords) => editWords(own.tier.id, words)
      return take(ctx, own, readWords(ctx.options), again, save, (words) => [
        words.name,
        words.description,
        ...words.perks,
      ])
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
      if (read.outcome === 'read' && own.tier.state === 'on_sale' && isUnsold(read.value, own)) {
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
      const save = (terms: TierTerms) => editTerms(own.tier.id, terms)
      return take(ctx, own, read, again, save, ({ welcome }) => [welcome])
    },
  })

  return [...forms, setWords, setCosts, setTerms]
}

const isUnsold = ({ coins, prices }: TierCosts, { tier }: OwnTier): boolean =>
  isPriceless({ coins, prices, telegram_stars: tier.telegram_stars })
