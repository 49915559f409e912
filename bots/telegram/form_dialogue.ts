import { randomBytes } from 'node:crypto'
import type { FormKey, FormStore } from '#app/bot_kit/forms'
import type { FormField, FormNode } from '#app/bot_kit/reply'
import type { Drawn } from '#app/bot_kit/reply'
import { undeliveredReason } from '#bots/telegram/failures'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import { MessageText } from '#bots/telegram/message_text'
import { writeMarkdown } from '#bots/telegram/markdown'
import type { SendOptions, Sent, Target, Transport } from '#bots/telegram/transport'

/** A form that is asked field by field, as it is kept between two answers. */
export interface FormState {
  /** Names the form in its buttons, so that those of an older one do nothing. */
  id: string
  /** Short id of the submit button. */
  submit: string
  title: string
  fields: readonly FormField[]
  values: Record<string, string>
  /** Index of the field that is asked. */
  step: number
  /** The newest of the person's messages that was taken as an answer; older ones are redeliveries. */
  lastMessageId: number
  /** The question that waits; in groups an answer replies to it. */
  questionId: number
  over: boolean
}

/** What an answer or a press came to. */
export type FormProgress =
  /** There is no form, or this is no answer to it. */
  | { kind: 'none' }
  | { kind: 'asked' }
  | { kind: 'cancelled' }
  | { kind: 'complete'; submit: string; values: Record<string, string> }

export interface FormPlace {
  key: FormKey
  to: Target
  group: boolean
  /** The message that is answered: a forced reply in a group is for its author. */
  replyTo?: number
  t(key: string, data?: Record<string, unknown>): string
}

/** A form button's data: `f:<form>:<what>`. The kit's own ids have no colon. */
export const FORM_PREFIX = 'f:'
const CANCEL = 'cancel'
const SKIP = 'skip'

/** Asks the fields of a form one after the other. */
export class FormDialogue {
  constructor(
    private readonly store: FormStore<FormState>,
    private readonly transport: Transport
  ) {}

  /** Draws a form: its title with a way out, and its first question. */
  async begin(place: FormPlace, node: FormNode, submit: string): Promise<Drawn> {
    const id = randomBytes(6).toString('base64url')
    const title = await this.transport.send(place.to, new MessageText().bold(node.title), {
      markup: {
        inline_keyboard: [
          [{ text: node.cancelLabel, callback_data: `${FORM_PREFIX}${id}:${CANCEL}` }],
        ],
      },
      replyTo: place.replyTo,
    })
    if (!title.ok) return { outcome: 'undelivered', reason: undeliveredReason(title.failure) }
    const state: FormState = {
      id,
      submit,
      title: node.title,
      fields: node.fields,
      values: {},
      step: 0,
      lastMessageId: 0,
      questionId: 0,
      over: false,
    }
    // Kept before it is asked: a quick answer must find the form.
    const version = await this.store.start(place.key, state)
    const asked = await this.#ask(place, state)
    if (!asked.ok) return { outcome: 'undelivered', reason: undeliveredReason(asked.failure) }
    await this.store.advance(place.key, version, { ...state, questionId: asked.value })
    return { outcome: 'drawn', messageIds: [String(title.value), String(asked.value)] }
  }

  /** Takes a message as the answer to the question that waits, if one does. */
  async answer(
    place: FormPlace,
    said: { messageId: number; text: string; repliesTo?: number }
  ): Promise<FormProgress> {
    for (;;) {
      const form = await this.store.find(place.key)
      if (!form) return { kind: 'none' }
      const { state, version } = form
      if (said.messageId <= state.lastMessageId) return { kind: 'asked' }
      const field = state.fields[state.step]
      if (state.over || !field) return { kind: 'none' }
      if (place.group && said.repliesTo !== state.questionId) return { kind: 'none' }
      const value = said.text.trim()
      const wrong = this.#problem(place, field, value)
      const next = { ...state, lastMessageId: said.messageId }
      if (
        !(await this.store.advance(place.key, version, wrong ? next : answered(next, field, value)))
      ) {
        continue
      }
      return wrong === null
        ? this.#goOn(place, answered(next, field, value), version + 1)
        : this.#askAgain(place, next, version + 1, wrong)
    }
  }

  /** A form's own button: a choice, a skip, or the way out. */
  async press(place: FormPlace, data: string): Promise<FormProgress> {
    const [, id, what = ''] = data.split(':')
    for (;;) {
      const form = await this.store.find(place.key)
      if (!form || form.state.id !== id || form.state.over) return { kind: 'none' }
      const next = afterPress(form.state, what)
      if (!next) return { kind: 'none' }
      if (!(await this.store.advance(place.key, form.version, next))) continue
      return what === CANCEL ? { kind: 'cancelled' } : this.#goOn(place, next, form.version + 1)
    }
  }

  async #goOn(place: FormPlace, state: FormState, version: number): Promise<FormProgress> {
    if (state.over) return { kind: 'complete', submit: state.submit, values: state.values }
    const asked = await this.#ask(place, state)
    if (asked.ok)
      await this.store.advance(place.key, version, { ...state, questionId: asked.value })
    return { kind: 'asked' }
  }

  async #askAgain(
    place: FormPlace,
    state: FormState,
    version: number,
    wrong: string
  ): Promise<FormProgress> {
    const asked = await this.#ask(place, state, wrong)
    if (asked.ok)
      await this.store.advance(place.key, version, { ...state, questionId: asked.value })
    return { kind: 'asked' }
  }

  #problem(place: FormPlace, field: FormField, value: string): string | null {
    if (field.kind === 'select') return place.t('telegram.form.choose')
    if (value === '') return field.required ? place.t('telegram.form.needed') : null
    if (value.length <= field.maxLength) return null
    return place.t('telegram.form.too_long', { limit: field.maxLength, length: value.length })
  }

  #ask(place: FormPlace, state: FormState, problem?: string): Promise<Sent<number>> {
    const field = state.fields[state.step]
    if (!field) throw new Error(`The form "${state.title}" has no field ${state.step}`)
    const text = new MessageText()
    if (problem !== undefined) text.plain(`⚠️ ${problem}\n\n`)
    if (state.fields.length > 1) text.italic(`${state.step + 1}/${state.fields.length}`).plain(' ')
    text.bold(field.label)
    if (field.hint) writeMarkdown(text.plain('\n'), field.hint)
    return this.transport.send(place.to, text, {
      markup: this.#markup(place, state, field),
      replyTo: place.group ? place.replyTo : undefined,
    })
  }

  /** A message has either buttons or a forced reply, not both. */
  #markup(place: FormPlace, state: FormState, field: FormField): SendOptions['markup'] {
    const button = (text: string, choice: string | number) => [
      { text, callback_data: `${FORM_PREFIX}${state.id}:${state.step}.${choice}` },
    ]
    const skip = field.required ? [] : [button(place.t('telegram.form.skip'), SKIP)]
    if (field.kind === 'select') {
      const choices = (field.choices ?? []).map(({ label }, index) => button(label, index))
      return { inline_keyboard: [...choices, ...skip] }
    }
    // In a group the bot sees the answer only as a reply, so the reply is forced there in any case.
    if (!field.required && !place.group) return { inline_keyboard: skip }
    return {
      force_reply: true,
      // Without a message of the person's to reply to there is nobody to select.
      selective: place.group && place.replyTo !== undefined,
      input_field_placeholder: field.label.slice(0, TELEGRAM_LIMITS.placeholder),
    }
  }
}

/** What a press makes of a form; null when the button is one of an earlier question. */
function afterPress(state: FormState, what: string): FormState | null {
  if (what === CANCEL) return { ...state, values: {}, over: true }
  const [step, choice] = what.split('.')
  const field = state.fields[state.step]
  if (!field || Number(step) !== state.step) return null
  const value = choice === SKIP ? '' : field.choices?.[Number(choice)]?.value
  if (value === undefined || (value === '' && field.required)) return null
  return answered(state, field, value)
}

function answered(state: FormState, field: FormField, value: string): FormState {
  const step = state.step + 1
  const values = value === '' ? state.values : { ...state.values, [field.name]: value }
  return { ...state, values, step, over: step === state.fields.length }
}
