import type { Memory, Summary } from '#plugins/personas/memory/recollection'
import { lastFitting } from '#plugins/personas/prompt/budget'
import { countedSection, NOTHING, type Counted } from '#plugins/personas/prompt/counted'

/** Tokens of the words around a memory, rounded up. */
const AROUND = 8

/** What the fan wants the persona to keep in mind; where it is too much, the newest. */
export function memorySection(memories: readonly Memory[], budget: number): Counted {
  const fitting = lastFitting(memories, budget, (memory) => memory.tokens + AROUND)
  return countedSection(
    'What you keep in mind about this fan, at their wish',
    fitting.map((memory) => ({ text: memoryLine(memory), tokens: memory.tokens + AROUND }))
  )
}

function memoryLine({ source, text }: Memory): string {
  const line = text.replace(/\s+/g, ' ')
  switch (source) {
    case 'note':
      return `The fan noted: ${line}`
    case 'fan':
      return `The fan said: ${line}`
    case 'persona':
      return `You said: ${line}`
  }
}

/** What was said long ago; where it is too long (two conversations became one), its newer part. */
export function summarySection(summary: Summary | null, budget: number): Counted {
  if (!summary) return NOTHING
  const { text, tokens } = summary
  const kept =
    tokens <= budget
      ? { text, tokens }
      : {
          text: text.slice(text.length - Math.floor((text.length * budget) / tokens)),
          tokens: budget,
        }
  return countedSection('What was said earlier in this conversation, in short', [kept])
}
