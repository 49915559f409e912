import type { Project } from '#plugins/coach/project/project'
import { askedLast, CONFIRMED } from '#plugins/coach/conversation/assent'
import { Notes } from '#plugins/coach/conversation/notes'
import { isYes } from '#plugins/coach/detect/assent'
import { DECISIONS, decisionsIn, type DecisionId } from '#plugins/coach/detect/decisions'
import { offersIn } from '#plugins/coach/detect/offers'
import { tasksDoneIn, type DoneTask } from '#plugins/coach/detect/tasks'
import { isHeard, tasksOf, type TaskAction } from '#plugins/coach/programme/programme'

export type { DoneTask } from '#plugins/coach/detect/tasks'

export interface NotedDecision {
  /** Its id in the programme. */
  decision: string
  /** `discord`, `9.99 USD monthly`, `2027-03-03`, or words. */
  value: string
  /** 0 to 1; below {@link ASK_BELOW} the coach asks. */
  confidence: number
}

export interface Noticed {
  /** Written down. */
  decided: readonly NotedDecision[]
  /** To be asked about. */
  unsure: readonly NotedDecision[]
  /** Ticked. */
  done: readonly DoneTask[]
  /** Tasks to be asked about. */
  unsureDone: readonly DoneTask[]
  /** What the coach offers to do, once the creator says yes. */
  offered: readonly TaskAction[]
}

/**
 * What a message decides, finishes and asks for, by patterns: what is sure is written down, what is not is asked about,
 * what is asked for is offered.
 */
export async function notice(project: Project, text: string): Promise<Noticed> {
  const tasks = tasksOf(project.programme)
  const notes = new Notes(project, text)
  if (isYes(text) && (await confirm(notes))) return notes.noticed
  for (const found of decisionsIn(text, nextQuestion(project))) {
    await notes.decision(found, 'pattern')
  }
  for (const { task, confidence } of tasksDoneIn(text, tasks, nextTask(project))) {
    await notes.done(task, confidence)
  }
  for (const action of offersIn(text, tasks)) notes.offer(action)
  return notes.noticed
}

/** A bare yes is to what the coach asked with a button before. False when it asked nothing, or more than one thing. */
async function confirm(notes: Notes): Promise<boolean> {
  const asked = await askedLast(notes.project.id)
  if (!asked) return false
  for (const found of asked.unsure) {
    await notes.decision({ ...found, confidence: CONFIRMED }, 'pattern')
  }
  for (const { task } of asked.unsureDone) await notes.done(task, CONFIRMED)
  return true
}

/** What the coach asks for at this point: the first decision that is not taken. */
function nextQuestion({ programme, decisions }: Project): DecisionId | null {
  const open = programme.decisions.find(({ id }) => !decisions.has(id))
  return DECISIONS.find((id) => id === open?.id) ?? null
}

/** The first task that is open, where saying that it is done ticks it. */
function nextTask({ programme, ticks }: Project): string | null {
  const open = tasksOf(programme).find((task) => !ticks.has(task.id))
  return open && isHeard(open) ? open.id : null
}
