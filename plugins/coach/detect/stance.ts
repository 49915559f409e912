/** How firmly a sentence means what it says. Patterns, for models without tools: English and Spanish. */

import { COMMITTED, ELSEWHERE, HEDGED, LEANING, NEGATED } from '#plugins/coach/detect/stance_words'

/** A part of what somebody said that stands or falls as one. */
export interface Clause {
  text: string
  /** It asks. */
  question: boolean
}

/**
 * Takes a message apart where one thought ends and another begins, so that "not Discord, let's do Telegram" is two.
 * Numbers keep their points ("$4.99").
 */
export function clausesOf(message: string): Clause[] {
  const sentences = message.match(/(?:[^.!?\n]|[.](?=\d))+[.!?]*/gu) ?? []
  return sentences.flatMap((sentence) => {
    const question = /[?¿]/u.test(sentence)
    return sentence
      .split(
        /;|,?(?<!\b(?:anything|nothing|all))\s+(?:but|though|although|however|pero|aunque|sino)\s+|,\s+(?=(?:so|let'?s|we|i|vamos|as[ií] que|entonces)\b)/iu
      )
      .map((text) => text.replace(/[’‘]/gu, "'").trim())
      .filter((text) => text !== '')
      .map((text) => ({ text, question }))
  })
}

export type Stance = 'firm' | 'plain' | 'leaning' | 'weak' | 'against' | 'elsewhere' | 'question'

/** How a clause stands to what is in it. */
export function stanceOf({ text, question }: Clause): Stance {
  if (question) return 'question'
  const firm = COMMITTED.test(text)
  if (NEGATED.test(text)) return 'against'
  if (ELSEWHERE.test(text)) return 'elsewhere'
  if (HEDGED.test(text)) return firm || LEANING.test(text) ? 'leaning' : 'weak'
  return firm ? 'firm' : 'plain'
}
