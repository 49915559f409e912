/** The parts of a persona that are written as text, and how a text becomes each of them. */
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import type { PersonaChange } from '#plugins/personas/making/persona_columns'
import type { Persona } from '#plugins/personas/persona'

export const PARTS = [
  'name',
  'tagline',
  'description',
  'greeting',
  'scenario',
  'tags',
  'topics',
  'rules',
] as const
export type Part = (typeof PARTS)[number]

export const isPart = (value: string): value is Part => PARTS.some((part) => part === value)

/** Longest answer that every platform's forms take, characters (Discord's inputs). */
export const FORM_LENGTH = 4_000

const LISTS = { tags: /[,\n]/, topics: /[,\n]/, rules: /\n/ } as const

const isList = (part: Part): part is keyof typeof LISTS => Object.hasOwn(LISTS, part)

/** What somebody wrote, as a change of the part. */
export function changeOf(part: Part, value: string): PersonaChange {
  if (!isList(part)) return { [part]: value }
  const items = value
    .split(LISTS[part])
    .map((item) => item.trim().replace(/^[#•-]\s*/, ''))
    .filter((item) => item !== '')
  return { [part]: [...new Set(items)] }
}

/** A part as its creator wrote it. */
export function textOfPart(part: Part, persona: Persona): string {
  return isList(part) ? persona[part].join(part === 'rules' ? '\n' : ', ') : persona[part]
}

/** The longest text of a part in a form. */
export function lengthOfPart(part: Part): number {
  return isList(part) ? FORM_LENGTH : Math.min(FORM_LENGTH, PERSONA_LIMITS[part])
}

export const isLongPart = (part: Part): boolean => lengthOfPart(part) > 200
