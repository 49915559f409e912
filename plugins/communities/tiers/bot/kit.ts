/** What the commands about tiers share. */
import { needsAccount, type Guard, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, Reply, ReplyNode } from '#app/bot_kit/reply'
import type { Wrong } from '#plugins/communities/tiers/check_tier'

export const CREATORS: readonly Guard[] = [needsAccount, { kind: 'creatorOnly' }]

/** Characters of an id in a button. */
const ID_LENGTH = 36

export const idOption = (description: string) =>
  ({ kind: 'text', description, maxLength: ID_LENGTH, required: true }) as const

export const TIER = { tier: idOption('communities.tiers.option.tier') } as const

/** What every internal command about tiers has. */
export const INTERNAL = {
  description: 'communities.tiers.description',
  guards: CREATORS,
  visibility: 'private',
  internal: true,
} as const

/** A label that every platform takes. */
export function label(text: string): string {
  return text.length <= LIMITS.buttonLabel
    ? text
    : `${text.slice(0, LIMITS.buttonLabel - 1).toWellFormed()}…`
}

export const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })
export const trouble = (text: string): ReplyNode => ({ kind: 'text', tone: 'error', text })

export const notYours = (ctx: TurnContext): Reply => [
  { kind: 'text', tone: 'error', code: 'not_found', text: ctx.t('communities.tiers.not_yours') },
]

export function tierButton(
  ctx: TurnContext,
  command: string,
  tierId: string,
  key: string,
  more: Readonly<Record<string, string>> = {}
): Button {
  return {
    label: label(ctx.t(key)),
    invoke: { command, options: { tier: tierId, ...more } },
    replaces: true,
  }
}

export const backToTier = (ctx: TurnContext, tierId: string): Button =>
  tierButton(ctx, 'tier_open', tierId, 'communities.tiers.do.back')

/** What is wrong with something that was typed, in words. */
export function wrongText(ctx: Pick<TurnContext, 't'>, { field, what, limit }: Wrong): string {
  return ctx.t(`communities.tiers.wrong.${what}`, {
    field: ctx.t(`communities.tiers.fields.${field}`),
    limit: limit ?? 0,
  })
}
