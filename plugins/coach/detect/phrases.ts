/** Phrases of a programme's tasks as patterns; see `HeardAs`. */
import type { HeardAs, Task } from '#plugins/coach/programme/programme'

/** Small letters, without accents, one blank between words: how people type on a phone. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()

/** Words that any of the patterns is, standing by itself, in a {@link plain} text. */
export const anyOf = (...patterns: string[]): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${patterns.join('|')})(?![\p{L}\p{N}])`, 'u')

const GAP = String.raw`(?: [^ ]+){0,5}? `

/** `a|b … c*` as a pattern; the file's check has seen to it that it is made of words. */
function patternOf(phrase: string): string {
  return plain(phrase)
    .replaceAll('*', String.raw`\p{L}*`)
    .split(' ')
    .map((word) => (word.includes('|') ? `(?:${word})` : word))
    .join(' ')
    .replaceAll(' … ', GAP)
}

export interface Listening {
  thing: RegExp
  done: RegExp | null
}

const made = new WeakMap<Task, Listening>()

/** What to listen for, in every language at once: people mix them. Null where a task is not spoken of. */
export function listeningFor(task: Task): Listening | null {
  if (!task.heard) return null
  const known = made.get(task)
  if (known) return known
  const all = (of: (heard: HeardAs) => readonly string[]) =>
    Object.values(task.heard ?? {})
      .flatMap(of)
      .map(patternOf)
  const done = all((heard) => heard.done)
  const listening = {
    thing: anyOf(...all((heard) => heard.thing)),
    done: done.length > 0 ? anyOf(...done) : null,
  }
  made.set(task, listening)
  return listening
}
