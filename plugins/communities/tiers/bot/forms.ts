import type { TurnContext } from '#app/bot_kit/command'
import type { FormField, Invocation, Reply } from '#app/bot_kit/reply'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import { coinsTyped, moneyTyped } from '#plugins/communities/tiers/amounts'
import { label } from '#plugins/communities/tiers/bot/kit'
import { PERIODS } from '#plugins/communities/tiers/check_tier'
import { CURRENCIES, TIER_LIMITS } from '#plugins/communities/tiers/limits'

/** Digits of a number in a form. */
const NUMBER_LENGTH = 16

type Kind = Pick<FormField, 'kind' | 'required' | 'maxLength'>
const LINE = { kind: 'line', required: false, maxLength: NUMBER_LENGTH } as const
const KINDS: Readonly<Record<string, Kind>> = {
  name: { kind: 'line', required: true, maxLength: TIER_LIMITS.name },
  description: { kind: 'paragraph', required: false, maxLength: TIER_LIMITS.description },
  perks: {
    kind: 'paragraph',
    required: false,
    maxLength: TIER_LIMITS.perks * (TIER_LIMITS.perk + 1),
  },
  welcome: { kind: 'paragraph', required: false, maxLength: TIER_LIMITS.welcome },
}

/** A field of a form about tiers; its words are below `communities.tiers.fields` and `communities.tiers.hints`. */
export function field(ctx: TurnContext, name: string, value = ''): FormField {
  return {
    name,
    label: ctx.t(`communities.tiers.fields.${name}`),
    hint: ctx.t(`communities.tiers.hints.${name}`),
    ...(KINDS[name] ?? LINE),
    ...(value !== '' && { value }),
  }
}

export function select(
  ctx: TurnContext,
  name: string,
  choices: NonNullable<FormField['choices']>,
  value?: string
): FormField {
  return { ...field(ctx, name, value), kind: 'select', required: true, choices }
}

export function form(
  ctx: TurnContext,
  title: string,
  invoke: Invocation,
  fields: readonly FormField[]
): Reply {
  return [
    {
      kind: 'form',
      title,
      fields,
      submit: { label: label(ctx.t('communities.tiers.do.save')), invoke, style: 'primary' },
      cancelLabel: ctx.t('communities.tiers.do.cancel'),
    },
  ]
}

type Typed = Readonly<Record<string, string | undefined>>

/** The first form: what it is called, what one gets, how long it lasts, and what it costs in coins. */
export function newTierForm(ctx: TurnContext, communityId: string, typed: Typed = {}): Reply {
  const invoke = { command: 'tier_create', options: { community: communityId } }
  return form(ctx, ctx.t('communities.tiers.new.title'), invoke, [
    ...['name', 'description', 'perks'].map((name) => field(ctx, name, typed[name])),
    select(
      ctx,
      'period',
      PERIODS.map((value) => ({ value, label: ctx.t(`communities.tiers.period_choice.${value}`) })),
      typed.period
    ),
    field(ctx, 'coins', typed.coins),
  ])
}

/** @param typed what was typed before and could not be taken, instead of what stands */
export function wordsForm(ctx: TurnContext, tier: PricedTier, typed?: Typed): Reply {
  const { name, description, perks } = tier
  const stands: Typed = { name, description, perks: perks.join('\n') }
  return formOf(ctx, tier, 'words', ['name', 'description', 'perks'], typed ?? stands)
}

export function costsForm(ctx: TurnContext, tier: PricedTier, typed?: Typed): Reply {
  const stands: Typed = {
    coins: tier.coins === null ? '' : coinsTyped(tier.coins),
    ...Object.fromEntries(tier.prices.map((price) => [price.currency, moneyTyped(price)])),
  }
  return formOf(ctx, tier, 'costs', ['coins', ...CURRENCIES], typed ?? stands)
}

export function termsForm(ctx: TurnContext, tier: PricedTier, typed?: Typed): Reply {
  const number = (count: number | null) => (count === null || count === 0 ? '' : String(count))
  const stands: Typed = {
    days: number(tier.days_once),
    trial: number(tier.trial_days),
    seats: number(tier.seats),
    hidden: tier.hidden ? 'yes' : 'no',
    welcome: tier.welcome,
  }
  const names = [tier.period === 'once' ? 'days' : 'trial', 'seats', 'hidden', 'welcome']
  return formOf(ctx, tier, 'terms', names, typed ?? stands)
}

function formOf(
  ctx: TurnContext,
  tier: PricedTier,
  what: string,
  names: readonly string[],
  typed: Typed
): Reply {
  const invoke = { command: `tier_set_${what}`, options: { tier: tier.id } }
  const yesNo = ['no', 'yes'].map((value) => ({
    value,
    label: ctx.t(`communities.tiers.hidden_choice.${value}`),
  }))
  return form(
    ctx,
    ctx.t(`communities.tiers.form.${what}`, { name: tier.name }),
    invoke,
    names.map((name) =>
      name === 'hidden' ? select(ctx, name, yesNo, typed[name]) : field(ctx, name, typed[name])
    )
  )
}
