import db from '@adonisjs/lucid/services/db'
import { decide } from '#plugins/coach/actions/decide'
import { tickTask } from '#plugins/coach/actions/tick_task'
import type { NotedDecision, Noticed } from '#plugins/coach/conversation/notice'
import { ASK_BELOW } from '#plugins/coach/detect/decisions'
import { comingDay } from '#plugins/coach/detect/days'
import type { DoneTask } from '#plugins/coach/detect/tasks'
import { isHeard, tasksOf, type TaskAction } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

/** What one message can do at most: nobody finishes more in a breath, but an order to tick everything would. */
export const NOTE_LIMITS = {
  /** Tasks ticked. */
  ticks: 3,
  /** Tasks asked about. */
  asks: 2,
  /** Actions offered. */
  offers: 2,
} as const

/** What came of a note. `asked`: the creator is asked. `known`: it was so already. */
export type NoteOutcome = 'noted' | 'known' | 'asked' | 'too_many' | 'unknown'

const EMPTY: Noticed = { decided: [], unsure: [], done: [], unsureDone: [], offered: [] }

/**
 * Notes what is found in one message of a creator, by patterns first and then by the model: each thing once, whatever
 * found it. What is sure is written down at once, through the same actions as the creator's own presses.
 */
export class Notes {
  readonly #decided: NotedDecision[]
  readonly #unsure: NotedDecision[]
  readonly #done: DoneTask[]
  readonly #unsureDone: DoneTask[]
  readonly #offered: TaskAction[]

  /**
   * @param project as it stands before the message, or after its first notes
   * @param text what the creator said: the reason of what it decides
   * @param before what was noted of it already
   */
  constructor(
    readonly project: Project,
    readonly text: string,
    before: Noticed = EMPTY,
    readonly now: Date = new Date()
  ) {
    this.#decided = [...before.decided]
    this.#unsure = [...before.unsure]
    this.#done = [...before.done]
    this.#unsureDone = [...before.unsureDone]
    this.#offered = [...before.offered]
  }

  get noticed(): Noticed {
    return {
      decided: [...this.#decided],
      unsure: [...this.#unsure],
      done: [...this.#done],
      unsureDone: [...this.#unsureDone],
      offered: [...this.#offered],
    }
  }

  /** A decision; a second one of the same kind in one message is never written over the first. */
  async decision(found: NotedDecision, source: 'pattern' | 'model'): Promise<NoteOutcome> {
    const known = this.project.programme.decisions.find(({ id }) => id === found.decision)
    if (!known) return 'unknown'
    const value =
      known.kind === 'date' ? (comingDay(found.value, this.now) ?? found.value) : found.value
    const noted = { decision: found.decision, value, confidence: found.confidence }
    const first = this.#decided.find(({ decision }) => decision === known.id)
    if (first) {
      // In words of their own two finders never agree to the letter; what stands says the same.
      if (known.kind === 'text' || first.value === value) return 'known'
      return this.#ask(noted)
    }
    if (this.project.decisions.get(known.id)?.value === value) return 'known'
    if (found.confidence < ASK_BELOW) return this.#ask(noted)
    const fresh = await db.transaction((trx) =>
      decide(trx, this.project, { ...noted, reason: this.text, source })
    )
    forget(this.#unsure, ({ decision }) => decision === known.id)
    if (!fresh) return 'known'
    this.#decided.push(noted)
    return 'noted'
  }

  #ask(noted: NotedDecision): NoteOutcome {
    forget(this.#unsure, ({ decision }) => decision === noted.decision)
    this.#unsure.push(noted)
    return 'asked'
  }

  /** A task that is said to be done. */
  async done(taskId: string, confidence: number): Promise<NoteOutcome> {
    const task = tasksOf(this.project.programme).find(({ id }) => id === taskId)
    if (!task || !isHeard(task)) return 'unknown'
    if (this.project.ticks.has(taskId) || this.#done.some((one) => one.task === taskId)) {
      return 'known'
    }
    const noted = { task: taskId, confidence }
    if (confidence < ASK_BELOW) {
      if (this.#unsureDone.some((one) => one.task === taskId)) return 'asked'
      if (this.#unsureDone.length >= NOTE_LIMITS.asks) return 'too_many'
      this.#unsureDone.push(noted)
      return 'asked'
    }
    if (this.#done.length >= NOTE_LIMITS.ticks) return 'too_many'
    const outcome = await tickTask(this.project, taskId, 'coach')
    forget(this.#unsureDone, (one) => one.task === taskId)
    if (outcome !== 'ticked') return 'known'
    this.#done.push(noted)
    return 'noted'
  }

  /** Something that the coach can do for a task that is still open. */
  offer(action: TaskAction): NoteOutcome {
    const task = tasksOf(this.project.programme).find((one) => one.action === action)
    if (!task) return 'unknown'
    if (this.project.ticks.has(task.id) || this.#offered.includes(action)) return 'known'
    if (this.#offered.length >= NOTE_LIMITS.offers) return 'too_many'
    this.#offered.push(action)
    return 'noted'
  }
}

function forget<T>(list: T[], which: (one: T) => boolean): void {
  const at = list.findIndex(which)
  if (at >= 0) list.splice(at, 1)
}
