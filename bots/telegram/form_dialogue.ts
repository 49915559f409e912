import { randomBytes } from 'node:crypto'
import type { FormKey, FormStore } from '#app/bot_kit/forms'
import type { Drawn, FormField, FormNode } from '#app/bot_kit/reply'
import { undeliveredReason } from '#bots/telegram/failures'
import { answeredQuestion, questionOf, type QuestionOptions } from '#bots/telegram/form_question'
import {
  answered,
  buttonData,
  moved,
  readButton,
  valueOf,
  type FormCommand,
  type FormMove,
  type FormState,
} from '#bots/telegram/form_state'
import { MessageText } from '#bots/telegram/message_text'
import type { Sent, Target, Transport } from '#bots/telegram/transport'

/** What an answer or a press came to. */
export type FormProgress =
  /** There is no form, or this is no answer to it. */
  | { kind: 'none' }
  | { kind: 'asked' }
  | { kind: 'cancelled' }
  | { kind: 'complete'; submit: string; values: Record<string, string> }

export interface FormPlace extends QuestionOptions {
  key: FormKey
  to: Target
}

interface Said {
  messageId: number
  text: string
  repliesTo?: number
}

/** Asks the fields of a form one after the other. */
export class FormDialogue {
  constructor(
    private readonly store: FormStore<FormState>,
    private readonly transport: Transport
  ) {}

  /** Draws a form: its first question, in a group below its title with the way out. */
  async begin(place: FormPlace, node: FormNode, submit: string): Promise<Drawn> {
    const state = stateOf(node, submit)
    const messageIds: string[] = []
    if (place.group) {
      const title = await this.#title(place, state, node.cancelLabel)
      if (!title.ok) return { outcome: 'undelivered', reason: undeliveredReason(title.failure) }
      messageIds.push(String(title.value))
    }
    // Kept before it is asked: a quick answer must find the form.
    const version = await this.store.start(place.key, state)
    const asked = await this.#ask(place, state)
    if (!asked.ok) return { outcome: 'undelivered', reason: undeliveredReason(asked.failure) }
    await this.store.advance(place.key, version, { ...state, questionId: asked.value })
    return { outcome: 'drawn', messageIds: [...messageIds, String(asked.value)] }
  }

  /** Takes a message as the answer to the question that waits, if one does. */
  answer(place: FormPlace, said: Said): Promise<FormProgress> {
    return this.#take(place, said, (state, field) => {
      const value = said.text.trim()
      const wrong = problemOf(place, field, value)
      return wrong === null ? answered(state, field, value) : { wrong }
    })
  }

  /** Takes a typed way out, back or on. */
  command(place: FormPlace, name: FormCommand, said: Said): Promise<FormProgress> {
    return this.#take(place, said, (state, field) => {
      const move = moveOf(name, state, field)
      return moved(state, move) ?? { wrong: place.t('telegram.form.needed') }
    })
  }

  async #take(
    place: FormPlace,
    said: Said,
    read: (state: FormState, field: FormField) => FormState | { wrong: string }
  ): Promise<FormProgress> {
    for (;;) {
      const form = await this.store.find(place.key)
      if (!form) return { kind: 'none' }
      const { state, version } = form
      if (said.messageId <= state.lastMessageId) return { kind: 'asked' }
      const field = state.fields[state.step]
      if (state.over || !field) return { kind: 'none' }
      if (place.group && said.repliesTo !== state.questionId) return { kind: 'none' }
      const heard = { ...state, lastMessageId: said.messageId }
      const outcome = read(heard, field)
      const wrong = 'wrong' in outcome ? outcome.wrong : undefined
      const next = 'wrong' in outcome ? heard : outcome
      if (!(await this.store.advance(place.key, version, next))) continue
      this.#rest(place, state, null)
      return this.#goOn(place, next, version + 1, wrong)
    }
  }

  /** A form's own button. */
  async press(place: FormPlace, data: string): Promise<FormProgress> {
    for (;;) {
      const form = await this.store.find(place.key)
      if (!form || form.state.over) return { kind: 'none' }
      const move = readButton(form.state, data)
      const next = move && moved(form.state, move)
      if (!next) return { kind: 'none' }
      if (!(await this.store.advance(place.key, form.version, next))) continue
      if (move.kind !== 'cancel') this.#rest(place, form.state, move)
      return this.#goOn(place, next, form.version + 1)
    }
  }

  /** Ends the form, or asks its next question. */
  async #goOn(
    place: FormPlace,
    state: FormState,
    version: number,
    wrong?: string
  ): Promise<FormProgress> {
    if (state.over) {
      const complete = state.step === state.fields.length
      if (!complete) return { kind: 'cancelled' }
      return { kind: 'complete', submit: state.submit, values: state.values }
    }
    const asked = await this.#ask(place, state, wrong)
    if (asked.ok) {
      await this.store.advance(place.key, version, { ...state, questionId: asked.value })
    }
    return { kind: 'asked' }
  }

  /** A question that was answered keeps what was picked, and no buttons. Nobody waits for it. */
  #rest(place: FormPlace, state: FormState, move: FormMove | null): void {
    if (state.questionId === 0 || (place.group && move === null)) return
    const text = move && answeredQuestion(state, move)
    const resting = text
      ? this.transport.edit(place.to, state.questionId, text)
      : this.transport.removeKeyboard(place.to, state.questionId)
    void resting.catch(() => undefined)
  }

  #title(place: FormPlace, state: FormState, cancelLabel: string): Promise<Sent<number>> {
    const data = buttonData(state, { kind: 'cancel' })
    return this.transport.send(place.to, new MessageText().bold(state.title), {
      markup: { inline_keyboard: [[{ text: cancelLabel, callback_data: data }]] },
      replyTo: place.replyTo,
    })
  }

  #ask(place: FormPlace, state: FormState, problem?: string): Promise<Sent<number>> {
    const { text, markup } = questionOf(state, place, problem)
    return this.transport.send(place.to, text, {
      markup,
      replyTo: place.group ? place.replyTo : undefined,
    })
  }
}

function stateOf(node: FormNode, submit: string): FormState {
  const values: Record<string, string> = {}
  for (const { name, value } of node.fields) {
    if (value !== undefined && value !== '') values[name] = value
  }
  return {
    id: randomBytes(6).toString('base64url'),
    submit,
    title: node.title,
    fields: node.fields,
    values,
    step: 0,
    lastMessageId: 0,
    questionId: 0,
    over: false,
  }
}

/** Skipping what has a value already leaves it as it is. */
function moveOf(name: FormCommand, state: FormState, field: FormField): FormMove {
  return name === 'skip' && valueOf(state, field) !== null ? { kind: 'keep' } : { kind: name }
}

function problemOf({ t }: FormPlace, field: FormField, value: string): string | null {
  if (field.kind === 'select') return t('telegram.form.choose')
  if (value === '') return field.required ? t('telegram.form.needed') : null
  if (value.length <= field.maxLength) return null
  return t('telegram.form.too_long', { limit: field.maxLength, length: value.length })
}
