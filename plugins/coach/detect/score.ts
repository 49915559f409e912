import {
  ASK_BELOW,
  decisionsIn,
  type DecisionId,
  type Detected,
} from '#plugins/coach/detect/decisions'

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

export interface Score {
  right: number
  /** Noted, though nothing was decided, or something else. */
  wrong: number
  missed: number
  precision: number
  recall: number
  /** Sentences that went wrong, with what was made of them. */
  mistakes: readonly { text: string; noted: readonly Detected[] }[]
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
  return {
    right,
    wrong,
    missed,
    precision: right / (right + wrong),
    recall: right / (right + missed),
    mistakes,
  }
}
