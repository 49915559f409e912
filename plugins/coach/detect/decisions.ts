/** Finds decisions in what a creator says, by patterns alone: for models that have no tools, the demo's among them. */
import { FINDERS, PARTS } from '#plugins/coach/detect/finders'
import { clausesOf, stanceOf, type Stance } from '#plugins/coach/detect/stance'

export const DECISIONS = ['platform', 'pricing', 'structure', 'timeline', 'content'] as const
export type DecisionId = (typeof DECISIONS)[number]

export interface Detected {
  decision: DecisionId
  /** In the words of what was said, normalised where it is one of a few: `discord`, `9.99 USD monthly`. */
  value: string
  /** 0 to 1; below {@link ASK_BELOW} the coach asks. */
  confidence: number
}

/** Under this the creator is asked before anything is written down. */
export const ASK_BELOW = 0.8

/** How sure a stance makes it; null where it is no decision at all. `asked`: it answers what the coach asked. */
const CONFIDENCE: Readonly<Record<Stance, { asked: number | null; unasked: number | null }>> = {
  firm: { asked: 0.97, unasked: 0.92 },
  plain: { asked: 0.9, unasked: 0.55 },
  leaning: { asked: 0.6, unasked: 0.5 },
  weak: { asked: 0.3, unasked: null },
  against: { asked: null, unasked: null },
  elsewhere: { asked: null, unasked: null },
  question: { asked: null, unasked: null },
}

/**
 * Decisions in a message, at most one of each kind: the surest, of equals the last said.
 * @param asked what the coach's last message asked for
 */
export function decisionsIn(message: string, asked: DecisionId | null = null): Detected[] {
  const found = new Map<DecisionId, Detected>()
  for (const clause of clausesOf(message)) {
    const stance = stanceOf(clause)
    for (const decision of DECISIONS) {
      const answers = decision === asked && isAnswer(decision, clause.text)
      const value = FINDERS[decision](clause, answers)
      const confidence = CONFIDENCE[stance][answers ? 'asked' : 'unasked']
      if (value === null || confidence === null) continue
      const before = found.get(decision)
      if (!before || confidence >= before.confidence) {
        found.set(decision, { decision, value, confidence })
      }
    }
  }
  return [...found.values()]
}

/** Words that an answer may have beside what it answers with. */
const FILLER = new RegExp(
  String.raw`^(?:an?|the|on|in|at|for|of|to|with|and|per|it|it's|i'd|say|go|take|make|let's|please|ok|okay|yes|then|so|just|only|new|first|paid|free|life|price|platform|community|final|un|una|el|la|los|las|en|por|al|del?|con|y|pues|vale|s[ií]|favor|mejor|solo|s[oó]lo|nuev[oa]|precio|plataforma|vida)$`,
  'iu'
)
/** Somebody does something: a sentence of its own, and no answer in a word or two. */
const TOLD =
  /(?<![\p{L}])(?:i|i'[dm]|i've|we|you|they|he|she|my|me|our|nobody|people|that|yo|mi|me|nos|que|ellos)(?![\p{L}])/iu

/** Whether a clause answers a question: up to its first pause it says what, and next to nothing else. */
function isAnswer(decision: DecisionId, text: string): boolean {
  const head = text.split(/,|;|\(| [-–—] /u)[0] ?? ''
  if (decision === 'content') return !TOLD.test(head)
  const rest = PARTS[decision].reduce((left, part) => left.replace(part, ' '), head)
  return (rest.match(/[\p{L}\p{N}']+/gu) ?? []).every((word) => FILLER.test(word))
}
