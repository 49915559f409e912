/** Another tier: what it would cost, and the change itself. */
import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import { assertNever, type Reply } from '#app/bot_kit/reply'
import { dayInWords } from '#app/support/day_in_words'
import { changeTier } from '#plugins/communities/lifecycle/actions/change_tier'
import { keepTier } from '#plugins/communities/lifecycle/actions/keep_tier'
import {
  quoteChange,
  type Quoted,
  type Refusal,
} from '#plugins/communities/lifecycle/actions/quote_change'
import {
  button,
  coinsButton,
  digitsOption,
  factsOf,
  gone,
  idOption,
  INTERNAL,
  ownMembership,
  showButton,
} from '#plugins/communities/lifecycle/bot/kit'
import { membershipCard } from '#plugins/communities/lifecycle/bot/membership_card'
import { liveOf } from '#plugins/communities/lifecycle/queries/due_memberships'
import { isId } from '#plugins/communities/queries/find_community'
import { findTier } from '#plugins/communities/queries/find_tier'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import type { CommunitiesServices } from '#plugins/communities/services'

/** The tiers that one could have instead. */
export const membershipChangeCommand = defineCommand({
  ...INTERNAL,
  name: 'membership_change',
  options: { membership: idOption },
  async run(ctx): Promise<Reply> {
    const due = await ownMembership(ctx, ctx.options.membership)
    if (!due || due.membership.state === 'ended') return gone(ctx)
    const tiers = await listTiers(due.community.id, { forFans: true })
    const { id: membership, tier_id: mine } = due.membership
    return [
      {
        kind: 'list',
        title: ctx.t('communities.lifecycle.change.title', { tier: due.tier.name }),
        items: tiers
          .filter(({ id }) => id !== mine)
          .map((tier) => ({
            title: tier.name,
            text: [
              ctx.t('communities.lifecycle.change.price', {
                price: tier.coins === null ? 'none' : ctx.coins(tier.coins),
                period: tier.period,
                days: tier.days_once ?? 0,
              }),
              tier.description,
            ]
              .filter((line) => line !== '')
              .join('\n'),
            button: button(ctx, 'change_to', {
              command: 'membership_change_to',
              options: { membership, tier: tier.id },
            }),
          })),
        empty: ctx.t('communities.lifecycle.change.none'),
        buttons: [showButton(ctx, membership)],
      },
    ]
  },
})

/** What the change to a tier would cost. Without a membership it is the one in the tier's community. */
export const membershipChangeToCommand = defineCommand({
  ...INTERNAL,
  name: 'membership_change_to',
  options: { tier: idOption, membership: { ...idOption, required: false } },
  async run(ctx): Promise<Reply> {
    const { tier: tierId } = ctx.options
    const membershipId = ctx.options.membership ?? (await membershipFor(ctx, tierId))
    if (!ctx.person || membershipId === null) return gone(ctx)
    const quote = await quoteChange({ membershipId, personId: ctx.person.id, tierId })
    if (quote.outcome === 'refused') return refused(ctx, quote.reason, membershipId)
    return quoted(ctx, quote)
  },
})

async function membershipFor(ctx: TurnContext, tierId: string): Promise<string | null> {
  const tier = isId(tierId) ? await findTier(tierId) : null
  if (!tier || !ctx.person) return null
  const live = await liveOf(ctx.person.id)
  return live.find(({ community }) => community.id === tier.community_id)?.membership.id ?? null
}

async function quoted(ctx: TurnContext, { terms, membership, to, at }: Quoted): Promise<Reply> {
  const about = { membership: membership.id, tier: to.id, at: String(at.getTime()) }
  const due = await ownMembership(ctx, membership.id)
  if (!due) return gone(ctx)
  const keep = button(ctx, 'stay_here', {
    command: 'membership',
    options: { membership: membership.id },
  })
  const facts = { ...factsOf(ctx, due), to: to.name, period: to.period }
  if (terms.outcome === 'later') {
    return [
      {
        kind: 'choice',
        text: ctx.t('communities.lifecycle.change.later', {
          ...facts,
          date: dayInWords(terms.at, ctx.locale),
          price: ctx.coins(terms.coins),
        }),
        buttons: [
          button(
            ctx,
            'change_then',
            { command: 'membership_change_now', options: about },
            { style: 'primary', singleUse: true }
          ),
          keep,
        ],
      },
    ]
  }
  const { charge, credit, endsAt, agreed, endsSubscription } = terms
  const text = ctx.t(`communities.lifecycle.change.${endsSubscription ? 'by_money' : 'now'}`, {
    ...facts,
    charge: ctx.coins(charge),
    credit: ctx.coins(credit),
    hasCredit: credit > 0n ? 'yes' : 'no',
    until: endsAt === null ? 'none' : dayInWords(endsAt, ctx.locale),
    price: agreed === null ? 'none' : ctx.coins(agreed),
    goesOn: agreed !== null && (to.period === 'month' || to.period === 'year') ? 'yes' : 'no',
  })
  return [
    {
      kind: 'quote',
      text,
      price: charge,
      accept: button(
        ctx,
        'change_now',
        { command: 'membership_change_now', options: { ...about, charge: charge.toString() } },
        { style: 'primary', singleUse: true },
        { price: ctx.coins(charge) }
      ),
      decline: keep,
    },
  ]
}

/** Makes the change as it was quoted. */
export const membershipChangeNowCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'membership_change_now',
    options: {
      membership: idOption,
      tier: idOption,
      at: { ...digitsOption, required: true },
      charge: digitsOption,
    },
    async run(ctx): Promise<Reply> {
      const { membership: membershipId, tier: tierId, at, charge } = ctx.options
      if (!ctx.person || !/^\d{1,15}$/.test(at)) return gone(ctx)
      const request = { membershipId, personId: ctx.person.id, tierId }
      const changed = await changeTier(services, request, {
        at: new Date(Number(at)),
        charge: charge === undefined || !/^\d+$/.test(charge) ? null : BigInt(charge),
      })
      const say = (key: string, data = {}) => ctx.t(`communities.lifecycle.change.${key}`, data)
      switch (changed.outcome) {
        case 'changed':
          return done(ctx, membershipId, say('changed', { to: changed.to.name }))
        case 'planned':
          return done(
            ctx,
            membershipId,
            say('planned', { to: changed.to.name, date: dayInWords(changed.at, ctx.locale) })
          )
        case 'insufficient_coins':
        case 'cap_reached':
          return [
            {
              kind: 'text',
              tone: 'error',
              text: say(changed.outcome, { price: ctx.coins(changed.charge) }),
            },
            {
              kind: 'choice',
              text: ctx.t('bot.what_next'),
              buttons: [coinsButton(ctx, membershipId), showButton(ctx, membershipId)],
            },
          ]
        case 'stale': {
          const quote = await quoteChange(request)
          if (quote.outcome === 'refused') return refused(ctx, quote.reason, membershipId)
          return [
            { kind: 'text', tone: 'notice', text: say('stale') },
            ...(await quoted(ctx, quote)),
          ]
        }
        case 'refused':
          return refused(ctx, changed.reason, membershipId)
        default:
          return assertNever(changed)
      }
    },
  })

/** A planned change is taken back. */
export const membershipKeepCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'membership_keep',
    options: { membership: idOption },
    async run(ctx): Promise<Reply> {
      const { membership: membershipId } = ctx.options
      if (!ctx.person) return gone(ctx)
      await keepTier(services, { membershipId, personId: ctx.person.id })
      return done(ctx, membershipId, ctx.t('communities.lifecycle.change.kept'))
    },
  })

async function done(ctx: TurnContext, membershipId: string, text: string): Promise<Reply> {
  const due = await ownMembership(ctx, membershipId)
  if (!due) return gone(ctx)
  return [{ kind: 'text', tone: 'notice', text }, await membershipCard(ctx, due)]
}

function refused(ctx: TurnContext, reason: Refusal, membershipId: string): Reply {
  if (reason === 'gone') return gone(ctx)
  return [
    { kind: 'text', tone: 'error', text: ctx.t(`communities.lifecycle.change.refused.${reason}`) },
    { kind: 'choice', text: ctx.t('bot.what_next'), buttons: [showButton(ctx, membershipId)] },
  ]
}
