import vine, { errors } from '@vinejs/vine'
import { mistakesOf } from '#app/support/validation_mistakes'
import {
  isHeard,
  LIVE_SIGNS,
  TASK_ACTIONS,
  tasksOf,
  TICKERS,
  type Programme,
} from '#plugins/coach/programme/programme'

/** A programme's file has a mistake; the program does not start with it. */
export class ProgrammeError extends Error {
  constructor(
    readonly file: string,
    readonly mistakes: readonly string[]
  ) {
    super(`The programme ${file} has mistakes:\n${mistakes.map((one) => `  - ${one}`).join('\n')}`)
  }
}

const id = () => vine.string().regex(/^[a-z][a-z_]{0,39}$/)
/** Longest text of a programme, characters: with its frame it stays under one message of every platform. */
const TEXT = 1_000
/** Words of {@link HeardAs}. */
const PHRASE = /^(?:…|[\p{L}\d'|]+\*?)(?: (?:…|[\p{L}\d'|]+\*?))*$/u

function schemaFor(locales: readonly string[]) {
  const text = () =>
    vine.object(
      Object.fromEntries(
        locales.map((locale) => [locale, vine.string().trim().minLength(1).maxLength(TEXT)])
      )
    )
  const phrases = () =>
    vine.array(vine.string().minLength(2).maxLength(120).regex(PHRASE)).maxLength(20)
  const heard = vine.object(
    Object.fromEntries(
      locales.map((locale) => [
        locale,
        vine.object({ thing: phrases().minLength(1), done: phrases() }),
      ])
    )
  )
  const task = vine.object({
    id: id(),
    title: text(),
    what: text(),
    why: text(),
    minutes: vine.number({ strict: true }).withoutDecimals().range([1, 600]),
    cost: text(),
    tickedBy: vine.array(vine.enum(TICKERS)).minLength(1).distinct(),
    how: text(),
    live: vine.enum(LIVE_SIGNS).optional(),
    decision: id().optional(),
    action: vine.enum(TASK_ACTIONS).optional(),
    heard: heard.optional(),
  })
  const phase = vine.object({
    id: id(),
    title: text(),
    goal: text(),
    weight: vine.number({ strict: true }).withoutDecimals().range([1, 100]),
    celebration: text(),
    tasks: vine.array(task).minLength(1).maxLength(40),
  })
  return vine.create({
    id: id(),
    version: vine.number({ strict: true }).withoutDecimals().range([1, 1_000]),
    title: text(),
    about: text(),
    phases: vine.array(phase).minLength(1).maxLength(12),
    decisions: vine
      .array(
        vine.object({
          id: id(),
          title: text(),
          question: text(),
          kind: vine.enum(['choice', 'price', 'date', 'text'] as const),
          choices: vine.array(id()).minLength(2).maxLength(10).optional(),
        })
      )
      .maxLength(20),
  })
}

/**
 * A programme out of a file.
 * @param locales the languages that every text must be in
 * @throws ProgrammeError naming each mistake and where it is
 */
export async function checkProgramme(
  file: string,
  content: unknown,
  locales: readonly string[]
): Promise<Programme> {
  let programme: Programme
  try {
    programme = await schemaFor(locales).validate(content)
  } catch (error) {
    if (!(error instanceof errors.E_VALIDATION_ERROR)) throw error
    const mistakes = mistakesOf(error).map(({ field, message }) => `${field}: ${message}`)
    throw new ProgrammeError(file, mistakes)
  }
  const mistakes = [...repeated(programme), ...dangling(programme)]
  if (mistakes.length > 0) throw new ProgrammeError(file, mistakes)
  return programme
}

function repeated(programme: Programme): string[] {
  const kinds = {
    task: tasksOf(programme).map((one) => one.id),
    phase: programme.phases.map((one) => one.id),
    decision: programme.decisions.map((one) => one.id),
  }
  return Object.entries(kinds).flatMap(([kind, ids]) =>
    ids
      .filter((one, at) => ids.indexOf(one) !== at)
      .map((one) => `the ${kind} "${one}" is there twice`)
  )
}

function dangling(programme: Programme): string[] {
  const decisions = new Set(programme.decisions.map((one) => one.id))
  const mistakes: string[] = []
  for (const task of tasksOf(programme)) {
    if (task.decision !== undefined && !decisions.has(task.decision)) {
      mistakes.push(
        `the task "${task.id}" names the decision "${task.decision}", which is not there`
      )
    }
    if (task.tickedBy.includes('live') !== (task.live !== undefined)) {
      mistakes.push(`the task "${task.id}" is ticked by live data only where "live" says by which`)
    }
  }
  for (const task of tasksOf(programme)) {
    if (isHeard(task) && !task.tickedBy.includes('creator')) {
      mistakes.push(
        `the task "${task.id}" is ticked out of what is said: its creator may tick it, too`
      )
    }
    if ((isHeard(task) || task.action !== undefined) !== (task.heard !== undefined)) {
      mistakes.push(
        `the task "${task.id}" needs "heard" if, and only if, the coach ticks it out of what is said, or has an action`
      )
    }
  }
  for (const decision of programme.decisions) {
    if ((decision.kind === 'choice') !== (decision.choices !== undefined)) {
      mistakes.push(`the decision "${decision.id}" needs "choices" if, and only if, it is a choice`)
    }
  }
  return mistakes
}
