/** What the commands about buying share. */
import { needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Button, Invocation, Reply } from '#app/bot_kit/reply'
import type { Expected, Wish } from '#plugins/communities/buying/purchase'
import { BUYING_LIMITS } from '#plugins/communities/buying/limits'

/** Characters of an id in a button. */
const ID_LENGTH = 36

export const text = (maxLength: number) =>
  ({ kind: 'text', description: 'communities.buying.option', maxLength }) as const

/** What is bought: a tier, with a code, for oneself or as a gift. */
export interface Choice {
  tier: string
  code?: string
  gift?: boolean
}

export const CHOICE_OPTIONS = {
  tier: { ...text(ID_LENGTH), required: true },
  code: text(BUYING_LIMITS.code),
  gift: { kind: 'boolean', description: 'communities.buying.option' },
} as const

/** What every internal command about buying has. */
export const INTERNAL = {
  description: 'communities.buying.description',
  guards: [needsAccount],
  visibility: 'private',
  internal: true,
} as const

/** The options of a choice, as a button carries them. */
export const choiceOptions = ({ tier, code, gift }: Choice) => ({
  tier,
  ...(code !== undefined && code !== '' && { code }),
  ...(gift === true && { gift }),
})

/** What pays: the price that was seen goes with it. */
export function payInvocation(choice: Choice, wish: Wish, seen: Expected): Invocation {
  return {
    command: 'join_pay',
    options: {
      ...choiceOptions(choice),
      ...(wish.means === 'money' && { gateway: wish.gateway, currency: wish.currency }),
      amount: seen.amount.toString(),
      trial: seen.trialDays,
    },
  }
}

export const quoteButton = (ctx: TurnContext, choice: Choice, key: string): Button => ({
  label: ctx.t(key),
  invoke: { command: 'join_tier', options: choiceOptions(choice) },
})

export const membershipsButton = (ctx: TurnContext): Button => ({
  label: ctx.t('communities.buying.do.memberships'),
  invoke: { command: 'memberships' },
})

/** Something that stands in the way, and what to press instead. */
export function trouble(ctx: TurnContext, said: string, buttons: readonly Button[] = []): Reply {
  return [
    { kind: 'text', tone: 'error', text: said },
    ...(buttons.length > 0
      ? [{ kind: 'choice', text: ctx.t('bot.what_next'), buttons } as const]
      : []),
  ]
}
