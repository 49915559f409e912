import { DECISIONS } from '#plugins/coach/detect/decisions'
import type { Labelled, LabelledTasks } from '#plugins/coach/detect/score'
import labelled from './labelled.json' with { type: 'json' }
import labelledTasks from './labelled_tasks.json' with { type: 'json' }

interface Written {
  text: string
  asked: string | null
  expect: boolean
  decision?: string
  value?: string
  heldOut?: boolean
}

const idOf = (name: string | null | undefined) => DECISIONS.find((id) => id === name) ?? null

/** The labelled sentences: half of them decide nothing, and many of those are traps. */
export const SENTENCES: readonly Labelled[] = labelled.decisions.map(
  ({ decision, asked, ...one }: Written): Labelled => {
    const known = idOf(decision)
    return { ...one, asked: idOf(asked), ...(known && { decision: known }) }
  }
)

/** The labelled sentences on tasks: half of them say of none that it is done. */
export const TASK_SENTENCES: readonly LabelledTasks[] = labelledTasks.tasks
