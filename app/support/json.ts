/** Looking at what others sent before it is trusted. */
import type { JsonObject } from '#app/job_kit/types'

/** Whether it is an object with fields: not null, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same of what was JSON: its fields are JSON, too. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isRecord(value)
}
