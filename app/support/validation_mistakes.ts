import type { errors } from '@vinejs/vine'
import { isRecord } from '#app/support/json'

/** What a validator has against one field. */
export interface Mistake {
  field: string
  /** The rule that it broke: `required`, `maxLength`. */
  rule: string
  message: string
  /** Of `maxLength` and its like. */
  max: number | null
}

/** A validator's mistakes, in its order: its error carries whatever its reporter made, untyped; this reads the usual one's. */
export function mistakesOf({
  messages,
}: Pick<InstanceType<typeof errors.E_VALIDATION_ERROR>, 'messages'>): Mistake[] {
  const list: readonly unknown[] = Array.isArray(messages) ? messages : []
  return list.filter(isRecord).map(({ field, rule, message, meta }) => ({
    field: String(field),
    rule: String(rule),
    message: String(message),
    max: isRecord(meta) && typeof meta.max === 'number' ? meta.max : null,
  }))
}

/** A validator's mistakes as a problem's answer tells them. */
export const fieldErrors = (
  error: Parameters<typeof mistakesOf>[0]
): { field: string; message: string }[] =>
  mistakesOf(error).map(({ field, message }) => ({ field, message }))
