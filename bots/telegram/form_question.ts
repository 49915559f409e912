import type { InlineKeyboardButton } from 'grammy/types'
import type { FormField } from '#app/bot_kit/reply'
import { buttonData, valueOf, type FormMove, type FormState } from '#bots/telegram/form_state'
import { rowsOf } from '#bots/telegram/keyboard'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import { writeMarkdown } from '#bots/telegram/markdown'
import { MessageText } from '#bots/telegram/message_text'
import type { SendOptions } from '#bots/telegram/transport'

/** How much of a value that is there already is shown, characters. */
const SHOWN_VALUE = 600

export interface QuestionOptions {
  group: boolean
  /** The message that is answered: a forced reply in a group is for its author. */
  replyTo?: number
  t(key: string, data?: Record<string, unknown>): string
}

/** The question that a form asks now. */
export function questionOf(
  state: FormState,
  options: QuestionOptions,
  problem?: string
): { text: MessageText; markup: SendOptions['markup'] } {
  const field = state.fields[state.step]
  if (!field) throw new Error(`The form "${state.title}" has no field ${state.step}`)
  return { text: words(state, field, options, problem), markup: markup(state, field, options) }
}

/** A question that was answered by a button, with what was picked. */
export function answeredQuestion(state: FormState, move: FormMove): MessageText | null {
  const field = state.fields[state.step]
  if (!field || move.kind !== 'choose') return null
  const label = field.choices?.[move.index]?.label ?? ''
  return heading(state, field).plain(`: ${label}`)
}

function heading(state: FormState, field: FormField): MessageText {
  const text = new MessageText()
  if (state.fields.length > 1) text.italic(`${state.step + 1}/${state.fields.length}`).plain(' ')
  return text.bold(field.label)
}

function words(
  state: FormState,
  field: FormField,
  { group, t }: QuestionOptions,
  problem?: string
): MessageText {
  const text = new MessageText()
  if (problem !== undefined) text.plain(`⚠️ ${problem}\n\n`)
  // In a group the title has a message of its own, which carries the way out.
  else if (state.step === 0 && !group) text.bold(state.title).plain('\n\n')
  text.append(heading(state, field))
  if (field.hint) writeMarkdown(text.plain('\n'), field.hint)
  const value = valueOf(state, field)
  if (value !== null) {
    const label = field.choices?.find((choice) => choice.value === value)?.label ?? value
    const shown = label.length > SHOWN_VALUE ? `${label.slice(0, SHOWN_VALUE)}…` : label
    text.plain(`\n\n${t('telegram.form.now')}\n`).folded(() => text.plain(shown))
  }
  if (forcesReply(field, group) && !field.required)
    text.plain(`\n\n${t('telegram.form.skip_hint')}`)
  return text
}

/** In a group the bot sees the answer only as a reply, so the reply is forced there. */
function forcesReply(field: FormField, group: boolean): boolean {
  return group && field.kind !== 'select'
}

/** A message has either buttons or a forced reply, not both. */
function markup(
  state: FormState,
  field: FormField,
  { group, replyTo, t }: QuestionOptions
): SendOptions['markup'] {
  if (forcesReply(field, group)) {
    return {
      force_reply: true,
      // Without a message of the person's to reply to there is nobody to select.
      selective: replyTo !== undefined,
      input_field_placeholder: field.label.slice(0, TELEGRAM_LIMITS.placeholder),
    }
  }
  const button = (text: string, move: FormMove): InlineKeyboardButton.CallbackButton => ({
    text,
    callback_data: buttonData(state, move),
  })
  const choices = (field.choices ?? []).map(({ label }, index) =>
    button(label, { kind: 'choose', index })
  )
  const ways = [
    ...(state.step > 0 ? [button(t('telegram.form.back'), { kind: 'back' })] : []),
    ...(valueOf(state, field) !== null ? [button(t('telegram.form.keep'), { kind: 'keep' })] : []),
    ...(field.required ? [] : [button(t('telegram.form.skip'), { kind: 'skip' })]),
    button(t('telegram.form.cancel'), { kind: 'cancel' }),
  ]
  return { inline_keyboard: [...rowsOf(field.kind === 'select' ? choices : []), ways] }
}
