/**
 * How well decisions and finished tasks are found in what creators say, by patterns alone: precision and recall over
 * labelled sentences.
 */
import { decisionsIn } from '#plugins/coach/detect/decisions'
import { scoreOf, scoreOfTasks } from '#plugins/coach/detect/score'
import { SENTENCES, TASK_SENTENCES } from '#plugins/coach/detect/sentences'
import { tasksOf } from '#plugins/coach/programme/programme'
import { readProgrammes } from '#plugins/coach/programme/programmes'
import type { BenchResult } from '../result.js'

export async function benchDetection(): Promise<BenchResult[]> {
  const all = scoreOf(SENTENCES)
  const unseen = scoreOf(SENTENCES.filter(({ heldOut }) => heldOut === true))
  const tasks = tasksOf((await readProgrammes(['en', 'es'])).first)
  const ticked = scoreOfTasks(TASK_SENTENCES, tasks)
  const unseenTicked = scoreOfTasks(
    TASK_SENTENCES.filter(({ heldOut }) => heldOut === true),
    tasks
  )
  const tickedDetail = `${ticked.right} right, ${ticked.wrong} wrong, ${ticked.missed} missed in ${TASK_SENTENCES.length} sentences`
  const nothing = SENTENCES.filter(({ expect }) => !expect)
  const needless = nothing.filter(({ text, asked }) => decisionsIn(text, asked).length > 0).length
  const detail = `${all.right} right, ${all.wrong} wrong, ${all.missed} missed of ${SENTENCES.length} sentences`
  return [
    {
      name: 'coach: precision of decisions by patterns',
      ratio: all.precision,
      limit: { atLeast: 0.95 },
      detail,
    },
    {
      name: 'coach: recall of decisions by patterns',
      ratio: all.recall,
      limit: { atLeast: 0.85 },
      detail,
    },
    {
      name: 'coach: recall on sentences that no pattern was made with',
      ratio: unseen.recall,
      limit: null,
      detail: `precision ${unseen.precision.toFixed(2)}; the others are asked about`,
    },
    {
      name: 'coach: sentences that decide nothing and are asked about',
      ratio: needless / nothing.length,
      limit: null,
      detail: `${needless} of ${nothing.length}; a question costs a glance, a wrong note trust`,
    },
    {
      name: 'coach: precision of finished tasks by patterns',
      ratio: ticked.precision,
      limit: { atLeast: 0.95 },
      detail: tickedDetail,
    },
    {
      name: 'coach: recall of finished tasks by patterns',
      ratio: ticked.recall,
      limit: { atLeast: 0.85 },
      detail: tickedDetail,
    },
    {
      name: 'coach: recall of finished tasks on sentences that no pattern was made with',
      ratio: unseenTicked.recall,
      limit: null,
      detail: `precision ${unseenTicked.precision.toFixed(2)}`,
    },
  ]
}
