import type { FormField } from '#app/bot_kit/reply'

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

/** What a person does with a question besides answering it in words. */
export type FormMove =
  | { kind: 'cancel' }
  | { kind: 'back' }
  /** Goes on without a value. */
  | { kind: 'skip' }
  /** Goes on with the value that is there. */
  | { kind: 'keep' }
  /** Picks a choice by its index. */
  | { kind: 'choose'; index: number }

/** A form button's data: `f:<form>:<step>.<move>`. The kit's own ids have no colon. */
export const FORM_PREFIX = 'f:'

/** What can also be typed: in a group a question that forces a reply has no buttons. */
export const FORM_COMMANDS = ['cancel', 'skip', 'back'] as const
export type FormCommand = (typeof FORM_COMMANDS)[number]

export const isFormCommand = (name: string): name is FormCommand =>
  FORM_COMMANDS.some((command) => command === name)

export function buttonData({ id, step }: FormState, move: FormMove): string {
  const what = move.kind === 'choose' ? String(move.index) : move.kind
  return `${FORM_PREFIX}${id}:${step}.${what}`
}

/** What a button means for a form; null when it is another form's, or an earlier question's. */
export function readButton(state: FormState, data: string): FormMove | null {
  const [, id, rest = ''] = data.split(':')
  const [step, what = ''] = rest.split('.')
  if (id !== state.id) return null
  // The way out works from every question.
  if (what === 'cancel') return { kind: 'cancel' }
  if (Number(step) !== state.step) return null
  if (what === 'back' || what === 'skip' || what === 'keep') return { kind: what }
  return /^\d+$/.test(what) ? { kind: 'choose', index: Number(what) } : null
}

/** Whether a field already has a value, given before or brought along. */
export function valueOf(state: FormState, field: FormField): string | null {
  return state.values[field.name] ?? null
}

/** What a move makes of a form; null when it cannot be made here. */
export function moved(state: FormState, move: FormMove): FormState | null {
  if (move.kind === 'cancel') return { ...state, values: {}, over: true }
  const field = state.fields[state.step]
  if (!field) return null
  switch (move.kind) {
    case 'back':
      return state.step > 0 ? { ...state, step: state.step - 1 } : null
    case 'skip':
      return field.required ? null : answered(state, field, '')
    case 'keep': {
      const value = valueOf(state, field)
      return value === null ? null : answered(state, field, value)
    }
    case 'choose': {
      const value = field.choices?.[move.index]?.value
      return value === undefined ? null : answered(state, field, value)
    }
  }
}

/** The form with an answer to its question; an empty one takes a value away. */
export function answered(state: FormState, field: FormField, value: string): FormState {
  const step = state.step + 1
  const { [field.name]: _before, ...others } = state.values
  const values = value === '' ? others : { ...others, [field.name]: value }
  return { ...state, values, step, over: step === state.fields.length }
}
