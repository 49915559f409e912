/** What the commands about memberships share. */
import { needsAccount, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, Invocation, Reply } from '#app/bot_kit/reply'
import communitiesConfig from '#config/communities'
import { dayInWords } from '#app/support/day_in_words'
import { agreedPrice, withCode } from '#plugins/communities/lifecycle/next_cycle'
import {
  findWithTerms,
  type DueMembership,
} from '#plugins/communities/lifecycle/queries/due_memberships'
import { isId } from '#plugins/communities/queries/find_community'
import { moneyWords } from '#plugins/communities/tiers/amounts'

const DESCRIPTION = 'communities.lifecycle.description'

/** Seconds. */
const DAY = 24 * 60 * 60

/** Characters of an id in a button. */
export const idOption = {
  kind: 'text',
  maxLength: 36,
  required: true,
  description: DESCRIPTION,
} as const
/** Digits of an amount or a time, which may be larger than an integer option. */
export const digitsOption = { kind: 'text', maxLength: 20, description: DESCRIPTION } as const
export const pageOption = { kind: 'integer', min: 1, max: 1_000, description: DESCRIPTION } as const

/** What every internal command about memberships has. */
export const INTERNAL = {
  description: DESCRIPTION,
  guards: [needsAccount],
  visibility: 'private',
  internal: true,
} as const

/** A membership of whoever asks; null for any other. */
export async function ownMembership(
  ctx: Pick<TurnContext, 'person'>,
  id: string
): Promise<DueMembership | null> {
  const found = isId(id) ? await findWithTerms(id) : null
  return found && found.membership.person_id === ctx.person?.id ? found : null
}

export const gone = (ctx: TurnContext): Reply => [
  { kind: 'text', tone: 'error', text: ctx.t('communities.lifecycle.gone') },
  { kind: 'choice', text: ctx.t('bot.what_next'), buttons: [membershipsButton(ctx)] },
]

function label(text: string): string {
  return text.length <= LIMITS.buttonLabel
    ? text
    : `${text.slice(0, LIMITS.buttonLabel - 1).toWellFormed()}…`
}

export const button = (
  ctx: TurnContext,
  key: string,
  invoke: Invocation,
  more: Partial<Button> = {},
  data: Record<string, string> = {}
): Button => ({ label: label(ctx.t(`communities.lifecycle.do.${key}`, data)), invoke, ...more })

export const membershipsButton = (ctx: TurnContext): Button =>
  button(ctx, 'memberships', { command: 'memberships' })

export const showButton = (ctx: TurnContext, membership: string): Button =>
  button(ctx, 'show', { command: 'membership', options: { membership } })

/** More coins; once they are there, what could not be paid is tried again by itself. */
export function coinsButton(ctx: TurnContext, membership: string): Button {
  const then: Invocation = { command: 'membership_retry', options: { membership } }
  return button(
    ctx,
    'get_coins',
    { command: 'get_coins', options: { resume: JSON.stringify(then) } },
    { style: 'primary' }
  )
}

/** What the next cycle costs, in words. */
export function nextPrice(ctx: TurnContext, due: DueMembership): string {
  const { membership, nextTier, tier } = due
  if (membership.currency !== null) {
    const { currency, amount } = membership
    return moneyWords(ctx, { currency, amount: amount ?? 0n })
  }
  return ctx.coins(withCode(due, (nextTier ?? tier).id, agreedPrice(due)))
}

/** What is told of a membership: its names, times and price. */
export function factsOf(ctx: TurnContext, due: DueMembership) {
  const { membership, tier, nextTier, community } = due
  const until = membership.paid_until
  return {
    community: community.name,
    tier: tier.name,
    next: (nextTier ?? tier).name,
    price: nextPrice(ctx, due),
    until: until === null ? '' : dayInWords(until, ctx.locale),
    grace: membership.grace_until === null ? '' : dayInWords(membership.grace_until, ctx.locale),
    asked: ctx.coins(membership.asked_coins ?? 0n),
    period: (nextTier ?? tier).period,
    means: membership.means,
    days: communitiesConfig.grace / DAY,
  }
}
