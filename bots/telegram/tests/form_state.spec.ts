import { test } from '@japa/runner'
import fc from 'fast-check'
import type { FormField } from '#app/bot_kit/reply'
import {
  answered,
  buttonData,
  moved,
  readButton,
  type FormMove,
  type FormState,
} from '#bots/telegram/form_state'

const fields = fc.array(
  fc
    .record({ required: fc.boolean(), select: fc.boolean() })
    .map(({ required, select }): Omit<FormField, 'name'> => ({
      label: 'Field',
      kind: select ? 'select' : 'line',
      required,
      maxLength: 20,
      ...(select && { choices: [{ label: 'A', value: 'a' }] }),
    })),
  { minLength: 1, maxLength: 12 }
)
const move: fc.Arbitrary<FormMove> = fc.oneof(
  fc.constantFrom<FormMove>({ kind: 'back' }, { kind: 'skip' }, { kind: 'keep' }),
  fc.nat({ max: 2 }).map((index): FormMove => ({ kind: 'choose', index }))
)
const step = fc.oneof(
  move.map((what) => ({ move: what })),
  fc.constantFrom('x', 'y').map((said) => ({ said }))
)

const stateOf = (some: readonly Omit<FormField, 'name'>[]): FormState => ({
  id: 'form',
  submit: 'submit',
  title: 'Form',
  fields: some.map((field, index) => ({ ...field, name: `f${index}` })),
  values: {},
  step: 0,
  lastMessageId: 0,
  questionId: 0,
  over: false,
})

test.group('Telegram: a form between two answers', () => {
  test('is over when each field was asked, and then has all that is needed', ({ assert }) => {
    fc.assert(
      fc.property(fields, fc.array(step, { maxLength: 40 }), (some, steps) => {
        let state = stateOf(some)
        for (const one of steps) {
          const field = state.fields[state.step]
          if (!field || state.over) break
          const typed = 'said' in one && field.kind !== 'select'
          const next = 'move' in one ? moved(state, one.move) : null
          state = typed ? answered(state, field, one.said) : (next ?? state)
          assert.isAtLeast(state.step, 0)
          assert.isAtMost(state.step, state.fields.length)
          assert.equal(state.over, state.step === state.fields.length)
        }
        const missing = state.fields
          .slice(0, state.step)
          .filter(({ name, required }) => required && !state.values[name])
        assert.isEmpty(missing)
      })
    )
  })

  test('its buttons mean what they say, and those of other questions nothing', ({ assert }) => {
    fc.assert(
      fc.property(fields, move, fc.nat({ max: 11 }), (some, what, at) => {
        const state = { ...stateOf(some), step: Math.min(at, some.length - 1) }
        const data = buttonData(state, what)
        assert.isAtMost(Buffer.byteLength(data), 64)
        assert.deepEqual(readButton(state, data), what)
        assert.isNull(readButton({ ...state, step: state.step + 1 }, data))
        assert.isNull(readButton({ ...state, id: 'other' }, data))
      })
    )
  })
})
