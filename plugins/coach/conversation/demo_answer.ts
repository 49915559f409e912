import type { Noticed } from '#plugins/coach/conversation/notice'
import { tasksOf, type Text } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

/**
 * What the coach says where no model does, once it noticed something: the programme's own next words. Undefined where it
 * noticed nothing, and the demo model looks for what fits by itself.
 * @param project as it stood before
 */
export function demoAnswer(
  { programme, decisions, ticks }: Pick<Project, 'programme' | 'decisions' | 'ticks'>,
  { decided, unsure, done, unsureDone, offered }: Noticed,
  say: (text: Text) => string
): string | undefined {
  const tasks = tasksOf(programme)
  const asked = programme.decisions.find(({ id }) => id === unsure[0]?.decision)
  if (asked) return say(asked.question)
  const doable = tasks.find(({ action }) => action !== undefined && action === offered[0])
  if (doable) return say(doable.why)
  const halfDone = tasks.find(({ id }) => id === unsureDone[0]?.task)
  if (halfDone) return say(halfDone.how)
  if (decided.length === 0 && done.length === 0) return undefined

  const taken = new Set([...decisions.keys(), ...decided.map(({ decision }) => decision)])
  const question = programme.decisions.find(({ id }) => !taken.has(id))
  if (question && decided.length > 0) return say(question.question)
  const over = new Set([...ticks.keys(), ...done.map(({ task }) => task)])
  const next = tasks.find(
    ({ id, decision }) => !over.has(id) && (decision === undefined || !taken.has(decision))
  )
  return next && `${say(next.title)}. ${say(next.what)}`
}
