import { pickNumber, topicsOf } from '#plugins/ai/demo/matching'

/** Sentences of a summary. */
const SENTENCES = 6
/** Sentences that are looked at, from the newest back. */
const LOOKED_AT = 400
/** Characters of a sentence that a summary keeps whole. */
const LONGEST_SENTENCE = 240

/**
 * A summary by taking out: the sentences whose words come back most, in the order in which they stood. Deterministic,
 * without a model.
 */
export function summarise(text: string): string {
  const sentences = sentencesOf(text).slice(-LOOKED_AT)
  const counts = new Map<string, number>()
  for (const sentence of sentences) {
    for (const topic of new Set(topicsOf(sentence).map((word) => word.toLowerCase()))) {
      counts.set(topic, (counts.get(topic) ?? 0) + 1)
    }
  }
  const weighed = sentences.map((sentence, index) => {
    const topics = topicsOf(sentence).map((word) => word.toLowerCase())
    const weight = topics.reduce((sum, topic) => sum + (counts.get(topic) ?? 0), 0)
    return { sentence, index, weight: weight / Math.sqrt(Math.max(topics.length, 1)) }
  })
  return weighed
    .sort((a, b) => b.weight - a.weight || pickNumber(a.sentence) - pickNumber(b.sentence))
    .slice(0, SENTENCES)
    .sort((a, b) => a.index - b.index)
    .map(({ sentence }) => sentence)
    .join(' ')
}

/** Sentences and lines, without doubles. */
function sentencesOf(text: string): string[] {
  const found = text.match(/[^.!?\n]+[.!?…]*/gu) ?? []
  const trimmed = found.map((sentence) => sentence.trim().slice(0, LONGEST_SENTENCE))
  return [...new Set(trimmed)].filter((sentence) => /\p{L}{2}/u.test(sentence))
}
