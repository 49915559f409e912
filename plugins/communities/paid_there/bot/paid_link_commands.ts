import { defineCommand, type AnyBotCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { problemWords } from '#plugins/communities/connecting/problem_words'
import {
  setPaidPrice,
  type PaidPriceChange,
} from '#plugins/communities/paid_there/actions/set_paid_price'
import { PAID_THERE_LIMITS } from '#plugins/communities/paid_there/limits'
import type { CommunitiesServices } from '#plugins/communities/services'
import { label, INTERNAL, notYours, TIER, trouble } from '#plugins/communities/tiers/bot/kit'
import { onTheWay, tierView } from '#plugins/communities/tiers/bot/tier_view'
import { ownTier, type OwnTier } from '#plugins/communities/tiers/queries/own_tier'
import { findSpace } from '#plugins/communities/queries/find_space'
import type { PersonasService } from '#plugins/personas/api'

/** Digits of a number of Stars, with room for a slip of the finger. */
const TYPED = 16

/** Telegram's own link of a channel: what it is, and its price. */
export function paidLinkCommands(
  services: CommunitiesServices,
  personas: PersonasService
): AnyBotCommand[] {
  const ask = defineCommand({
    ...INTERNAL,
    name: 'tier_paid_link',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      return own ? form(ctx, own) : notYours(ctx)
    },
  })

  const set = defineCommand({
    ...INTERNAL,
    name: 'tier_set_paid_link',
    options: {
      ...TIER,
      stars: { kind: 'text', maxLength: TYPED, description: 'communities.paid_there.form.stars' },
    },
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      const typed = (ctx.options.stars ?? '').trim()
      const stars = typed === '' ? null : Number(/^\d{1,6}$/.test(typed) ? typed : Number.NaN)
      const most = PAID_THERE_LIMITS.mostStars
      if (stars !== null && !(stars >= 1 && stars <= most)) {
        const wrong = ctx.t('communities.paid_there.wrong', { most })
        return [trouble(wrong), ...form(ctx, own, typed)]
      }
      const change = await setPaidPrice(services, own, stars)
      const now = await ownTier(ctx.person, own.tier.id)
      if (!now) return notYours(ctx)
      if (change.outcome !== 'changed') return refused(ctx, now, change)
      const said = stars === null ? 'off' : now.tier.state === 'on_sale' ? 'on' : 'later'
      const text = ctx.t(`communities.paid_there.set.${said}`, { name: now.tier.name })
      return tierView(ctx, personas, now, text)
    },
  })
  return [ask, set]
}

function form(ctx: TurnContext, { tier }: OwnTier, typed?: string): Reply {
  const value = typed ?? (tier.telegram_stars === null ? '' : String(tier.telegram_stars))
  return [
    { kind: 'text', text: ctx.t('communities.paid_there.about') },
    {
      kind: 'form',
      title: ctx.t('communities.paid_there.form.title', { name: tier.name }),
      fields: [
        {
          name: 'stars',
          label: ctx.t('communities.paid_there.form.stars'),
          hint: ctx.t('communities.paid_there.form.hint', { most: PAID_THERE_LIMITS.mostStars }),
          kind: 'line',
          required: false,
          maxLength: TYPED,
          ...(value !== '' && { value }),
        },
      ],
      submit: {
        label: label(ctx.t('communities.tiers.do.save')),
        invoke: { command: 'tier_set_paid_link', options: { tier: tier.id } },
        style: 'primary',
      },
      cancelLabel: ctx.t('communities.tiers.do.cancel'),
    },
  ]
}

async function refused(
  ctx: TurnContext,
  own: OwnTier,
  change: Exclude<PaidPriceChange, { outcome: 'changed' }>
): Promise<Reply> {
  const { tier, doors } = own
  const data = { name: tier.name, space: 'title' in change ? change.title : '' }
  const said = ctx.t(`communities.paid_there.refused.${change.outcome}`, data)
  const to = (command: string, key: string, options: Record<string, string>) => ({
    label: label(ctx.t(key)),
    invoke: { command, options },
    style: 'primary' as const,
  })
  const about = { tier: tier.id }
  const again = to('tier_paid_link', 'communities.tiers.do.again', about)
  switch (change.outcome) {
    case 'not_a_channel':
      return onTheWay(ctx, tier.id, said, [to('tier_doors', 'communities.tiers.do.doors', about)])
    case 'has_seats':
      return onTheWay(ctx, tier.id, said, [to('tier_terms', 'communities.tiers.do.terms', about)])
    case 'no_price':
      return onTheWay(ctx, tier.id, said, [to('tier_costs', 'communities.tiers.do.costs', about)])
    case 'door_shut': {
      const [door] = doors
      const space = door ? await findSpace(door.space_id) : null
      const lines = space
        ? change.problems.map((problem) => problemWords(ctx.t, space, problem))
        : []
      const text = [said, ...lines.map(({ what, press }) => `${what} ${press}`)].join('\n')
      return onTheWay(ctx, tier.id, text, [again])
    }
    case 'unavailable':
      return onTheWay(ctx, tier.id, said, [again])
    case 'not_monthly':
      return onTheWay(ctx, tier.id, said)
  }
}
