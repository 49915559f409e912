/** How well decisions are found in what creators say, by patterns alone: precision and recall over labelled sentences. */
import { scoreOf } from '#plugins/coach/detect/score'
import { SENTENCES } from '#plugins/coach/detect/sentences'
import type { BenchResult } from '../result.js'

export async function benchDetection(): Promise<BenchResult[]> {
  const all = scoreOf(SENTENCES)
  const unseen = scoreOf(SENTENCES.filter(({ heldOut }) => heldOut === true))
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
  ]
}
