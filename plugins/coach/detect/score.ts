import {
  ASK_BELOW,
  decisionsIn,
  type DecisionId,
  type Detected,
} from '#plugins/coach/detect/decisions'
import { tasksDoneIn, type DoneTask } from '#plugins/coach/detect/tasks'
import type { Task } from '#plugins/coach/programme/programme'

/** A sentence whose meaning is known. */
export interface Labelled {
  text: string
  /** What the coach had just asked for. */
  asked: DecisionId | null
  /** It decides something. */
  expect: boolean
  decision?: DecisionId
  /** `*` for any. */
  value?: string
  /** It was not used to make or mend the patterns. */
  heldOut?: boolean
}

/** A sentence that says of tasks that they are done, or does not. */
export interface LabelledTasks {
  text: string
  /** Ids of tasks. */
  done: readonly string[]
  heldOut?: boolean
}

export interface Score<Noted = Detected> {
  right: number
  /** Noted, though nothing was decided or done, or something else. */
  wrong: number
  missed: number
  precision: number
  recall: number
  /** Sentences that went wrong, with what was made of them. */
  mistakes: readonly { text: string; noted: readonly Noted[] }[]
}

/** What is noted without asking, against what is meant. */
export function scoreOf(sentences: readonly Labelled[]): Score {
  let [right, wrong, missed] = [0, 0, 0]
  const mistakes: { text: string; noted: readonly Detected[] }[] = []
  for (const { text, asked, expect, decision, value } of sentences) {
    const noted = decisionsIn(text, asked).filter(({ confidence }) => confidence >= ASK_BELOW)
    const hits = noted.filter(
      (one) => expect && one.decision === decision && (value === '*' || one.value === value)
    ).length
    right += hits
    wrong += noted.length - hits
    missed += expect && hits === 0 ? 1 : 0
    if (noted.length > hits || (expect && hits === 0)) mistakes.push({ text, noted })
  }
  return rated({ right, wrong, missed, mistakes })
}

/** Tasks that are ticked without asking, against those that are done. */
export function scoreOfTasks(
  sentences: readonly LabelledTasks[],
  tasks: readonly Task[]
): Score<DoneTask> {
  let [right, wrong, missed] = [0, 0, 0]
  const mistakes: { text: string; noted: readonly DoneTask[] }[] = []
  for (const { text, done } of sentences) {
    const noted = tasksDoneIn(text, tasks).filter(({ confidence }) => confidence >= ASK_BELOW)
    const hits = noted.filter(({ task }) => done.includes(task)).length
    right += hits
    wrong += noted.length - hits
    missed += done.length - hits
    if (noted.length > hits || done.length > hits) mistakes.push({ text, noted })
  }
  return rated({ right, wrong, missed, mistakes })
}

const rated = <Noted>(counted: Omit<Score<Noted>, 'precision' | 'recall'>): Score<Noted> => ({
  ...counted,
  precision: counted.right / (counted.right + counted.wrong),
  recall: counted.right / (counted.right + counted.missed),
})
