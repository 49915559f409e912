/** What the commands of making share. */
import { needsAccount, type Guard, type TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import { errorText } from '#plugins/personas/bot/error_text'
import { label } from '#plugins/personas/bot/offers'
import type { Maker } from '#plugins/personas/making/maker'
import type { OwnPersona } from '#plugins/personas/making/own_personas'
import type { Wrong } from '#plugins/personas/making/persona_rules'

export const CREATORS: readonly Guard[] = [needsAccount, { kind: 'creatorOnly' }]

/** Every command of making names its persona by this option. */
export const PERSONA = {
  persona: {
    kind: 'text',
    description: 'personas.making.option_persona',
    maxLength: 60,
    required: true,
  },
} as const

export function makerOf(ctx: TurnContext): Maker | null {
  const { person, account, locale, signal } = ctx
  return person && { person, accountId: account.id, locale, signal }
}

/** A button that does something with a persona. */
export function act(
  ctx: TurnContext,
  command: string,
  { persona }: OwnPersona,
  more: Readonly<Record<string, string | number | boolean>> = {},
  key = `personas.making.do.${command}`
): Button {
  return {
    label: label(ctx.t(key)),
    invoke: { command, options: { persona: persona.id, ...more } },
  }
}

export function backTo(ctx: TurnContext, own: OwnPersona): Button {
  return act(ctx, 'edit_persona', own, {}, 'personas.making.do.back')
}

export const notice = (text: string): Reply[number] => ({ kind: 'text', tone: 'notice', text })

export function notYours(ctx: TurnContext): Reply {
  return [
    { kind: 'text', tone: 'error', code: 'not_found', text: ctx.t('personas.making.not_yours') },
  ]
}

/** The guards let no guest through; this keeps the compiler, and a mistake in them, honest. */
export const nobody = (ctx: TurnContext): Reply => errorText(ctx, 'needs_account')

/** What is wrong with something that was written, in words. */
export function wrongText(
  t: (key: string, data?: Record<string, unknown>) => string,
  { field, what, limit }: Wrong
): string {
  return t(`personas.making.wrong.${what}`, { field: t(`personas.making.fields.${field}`), limit })
}

export function clipped(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .trimEnd()}…`
}
