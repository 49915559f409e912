import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { notForEveryone } from '#app/identity/bot/for_their_eyes'
import { chooseCommunity } from '#plugins/communities/everyday/choose_community'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { refusalOf, type Moderation } from '#plugins/communities/moderated'
import { createTier } from '#plugins/communities/tiers/actions/create_tier'
import { deleteDraft } from '#plugins/communities/tiers/actions/delete_draft'
import { newTierForm } from '#plugins/communities/tiers/bot/forms'
import {
  CREATORS,
  idOption,
  INTERNAL,
  notice,
  notYours,
  TIER,
  trouble,
  wrongText,
} from '#plugins/communities/tiers/bot/kit'
import { tierList } from '#plugins/communities/tiers/bot/tier_list'
import { tierView } from '#plugins/communities/tiers/bot/tier_view'
import { readCosts, readPeriod, readWords } from '#plugins/communities/tiers/check_tier'
import { TIER_LIMITS } from '#plugins/communities/tiers/limits'
import { ownTier } from '#plugins/communities/tiers/queries/own_tier'
import type { PersonasService } from '#plugins/personas/api'

const COMMUNITY = { community: idOption('communities.tiers.option.community') } as const
const text = (field: string, maxLength: number) =>
  ({ kind: 'text', description: `communities.tiers.fields.${field}`, maxLength }) as const
const PERKS_LENGTH = TIER_LIMITS.perks * (TIER_LIMITS.perk + 1)

/** The tiers of a creator's community, and new ones. */
export function tiersCommands(moderation: Moderation, personas: PersonasService): AnyBotCommand[] {
  const tiers = defineCommand({
    name: 'tiers',
    topic: 'creators',
    description: 'communities.tiers.description',
    options: {
      community: {
        kind: 'text',
        description: 'communities.tiers.option.community',
        maxLength: 40,
      },
      page: {
        kind: 'integer',
        description: 'communities.tiers.option.page',
        min: 1,
        max: TIER_LIMITS.tiersPerCommunity,
      },
    },
    positional: 'community',
    guards: CREATORS,
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const elsewhere = notForEveryone(ctx, 'communities.tiers.directly')
      if (elsewhere) return elsewhere
      const chosen = await chooseCommunity(ctx, 'tiers', ctx.options.community)
      if (chosen.outcome === 'answered') return chosen.reply
      return tierList(ctx, chosen.community, ctx.options.page ?? 1)
    },
  })

  const newTier = defineCommand({
    ...INTERNAL,
    name: 'tier_new',
    options: COMMUNITY,
    async run(ctx): Promise<Reply> {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      return community ? newTierForm(ctx, community.id) : notYours(ctx)
    },
  })

  const create = defineCommand({
    ...INTERNAL,
    name: 'tier_create',
    options: {
      ...COMMUNITY,
      name: text('name', 200),
      description: text('description', 4_000),
      perks: text('perks', PERKS_LENGTH),
      period: text('period', 10),
      coins: text('coins', 20),
    },
    async run(ctx): Promise<Reply> {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      if (!community) return notYours(ctx)
      const { options } = ctx
      const again = (why: string): Reply => [
        trouble(why),
        ...newTierForm(ctx, community.id, options),
      ]
      const words = readWords(options)
      if (words.outcome === 'wrong') return again(wrongText(ctx, words.wrong))
      const period = readPeriod(options.period)
      if (period.outcome === 'wrong') return again(wrongText(ctx, period.wrong))
      const costs = readCosts({ coins: options.coins })
      if (costs.outcome === 'wrong') return again(wrongText(ctx, costs.wrong))
      const { name, description, perks } = words.value
      const refusal = await refusalOf(moderation, ctx, { words: [name, description, ...perks] })
      if (refusal) return again(refusal)
      const made = { ...words.value, ...period.value, coins: costs.value.coins }
      const created = await createTier(community.id, made, ctx.turnKey)
      if (created.outcome === 'too_many') {
        return [trouble(ctx.t('communities.tiers.too_many', { limit: created.limit }))]
      }
      const own = await ownTier(ctx.person, created.tierId)
      if (!own) return notYours(ctx)
      return tierView(
        ctx,
        personas,
        own,
        ctx.t('communities.tiers.new.done', { name: own.tier.name })
      )
    },
  })

  const open = defineCommand({
    ...INTERNAL,
    name: 'tier_open',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      return own ? tierView(ctx, personas, own) : notYours(ctx)
    },
  })

  const remove = defineCommand({
    ...INTERNAL,
    name: 'tier_delete',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const { name } = own.tier
      if (!(await deleteDraft(own.tier.id))) {
        return tierView(ctx, personas, own, ctx.t('communities.tiers.not_deleted', { name }))
      }
      const said = notice(ctx.t('communities.tiers.deleted', { name }))
      return [said, ...(await tierList(ctx, own.community, 1))]
    },
  })
  return [tiers, newTier, create, open, remove]
}
