import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { CommunitiesServices } from '#plugins/communities/services'
import { includePersona } from '#plugins/communities/tiers/actions/include_persona'
import { field, form, select } from '#plugins/communities/tiers/bot/forms'
import {
  idOption,
  INTERNAL,
  label,
  notYours,
  TIER,
  trouble,
  wrongText,
} from '#plugins/communities/tiers/bot/kit'
import { onTheWay, tierView } from '#plugins/communities/tiers/bot/tier_view'
import { readIncluded } from '#plugins/communities/tiers/check_tier'
import { ownTier, type OwnTier } from '#plugins/communities/tiers/queries/own_tier'
import type { PersonasService } from '#plugins/personas/api'

/** What the form's choice means that includes nobody. */
const NOBODY = 'nobody'
const number = (name: string) =>
  ({ kind: 'text', description: `communities.tiers.fields.${name}`, maxLength: 20 }) as const

/** Which of the creator's personas members talk to for less. */
export function personaCommands(
  services: CommunitiesServices,
  personas: PersonasService
): AnyBotCommand[] {
  const ask = defineCommand({
    ...INTERNAL,
    name: 'tier_persona',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const { tier, community } = own
      const mine = await personas.publishedBy(community.creator_id)
      if (mine.length === 0) {
        return onTheWay(ctx, tier.id, ctx.t('communities.tiers.included.none'), [
          {
            label: label(ctx.t('communities.tiers.included.create')),
            invoke: { command: 'create' },
            style: 'primary',
          },
        ])
      }
      const nobody = { value: NOBODY, label: ctx.t('communities.tiers.included.nobody') }
      const invoke = { command: 'tier_set_persona', options: { tier: tier.id } }
      const { free, discount } = standing(own)
      return form(ctx, ctx.t('communities.tiers.form.persona', { name: tier.name }), invoke, [
        select(
          ctx,
          'persona',
          // A select holds 25.
          [nobody, ...mine.slice(0, 24).map(({ id, name }) => ({ value: id, label: name }))],
          tier.persona_id ?? NOBODY
        ),
        field(ctx, 'free', free),
        field(ctx, 'discount', discount),
      ])
    },
  })

  const set = defineCommand({
    ...INTERNAL,
    name: 'tier_set_persona',
    options: {
      ...TIER,
      persona: idOption('communities.tiers.fields.persona'),
      free: number('free'),
      discount: number('discount'),
    },
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const read = readIncluded(ctx.options)
      if (read.outcome === 'wrong') {
        return onTheWay(ctx, own.tier.id, wrongText(ctx, read.wrong), [
          {
            label: label(ctx.t('communities.tiers.do.again')),
            invoke: { command: 'tier_persona', options: { tier: own.tier.id } },
            style: 'primary',
          },
        ])
      }
      const mine = await personas.publishedBy(own.community.creator_id)
      const chosen = mine.find(({ id }) => id === ctx.options.persona)
      if (!chosen && ctx.options.persona !== NOBODY) {
        return [trouble(ctx.t('communities.tiers.included.gone'))]
      }
      const given = read.value.persona_free_replies > 0 || read.value.persona_discount_bp > 0
      const included =
        chosen && given
          ? { persona_id: chosen.id, ...read.value }
          : { persona_id: null, persona_free_replies: 0, persona_discount_bp: 0 }
      await includePersona(services, own.tier.id, included, ctx.turnKey)
      const now = await ownTier(ctx.person, own.tier.id)
      const said =
        chosen && !given ? 'communities.tiers.included.nothing' : 'communities.tiers.saved'
      return now ? tierView(ctx, personas, now, ctx.t(said)) : notYours(ctx)
    },
  })
  return [ask, set]
}

function standing({ tier }: OwnTier): { free: string; discount: string } {
  const { persona_free_replies: free, persona_discount_bp: discount } = tier
  return {
    free: free === 0 ? '' : String(free),
    discount: discount === 0 ? '' : String(discount / 100),
  }
}
