import { DateTime } from 'luxon'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import type { Decision } from '#plugins/coach/programme/programme'

/** Why a value is not taken; worded as `coach.decisions.wrong.<reason>`. */
export type WrongValue = 'empty' | 'too_long' | 'choice' | 'date' | 'past'

export type DecisionRead =
  { outcome: 'read'; value: string } | { outcome: 'wrong'; reason: WrongValue }

/** A value that a creator gives for a decision: one of its choices, a day that comes, or words. */
export function readDecision(
  { kind, choices = [] }: Pick<Decision, 'kind' | 'choices'>,
  typed: string,
  now: Date
): DecisionRead {
  const value = typed.replaceAll('\0', '').trim()
  if (value === '') return { outcome: 'wrong', reason: 'empty' }
  if (value.length > DECISION_LENGTH) return { outcome: 'wrong', reason: 'too_long' }
  switch (kind) {
    case 'choice':
      return choices.includes(value)
        ? { outcome: 'read', value }
        : { outcome: 'wrong', reason: 'choice' }
    case 'date': {
      const day = /^\d{4}-\d\d-\d\d$/.test(value) ? DateTime.fromISO(value, { zone: 'utc' }) : null
      if (!day?.isValid) return { outcome: 'wrong', reason: 'date' }
      // A day is over when it is over everywhere: twelve hours after it is in UTC.
      return day.plus({ hours: 36 }).toMillis() < now.getTime()
        ? { outcome: 'wrong', reason: 'past' }
        : { outcome: 'read', value }
    }
    case 'price':
    case 'text':
      return { outcome: 'read', value }
  }
}
