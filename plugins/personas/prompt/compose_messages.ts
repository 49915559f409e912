import type { ChatMessage, Model } from '#plugins/ai/api'
import type { FoundPassage } from '#plugins/personas/knowledge/find_knowledge'
import { matchLore, type MatchedLore } from '#plugins/personas/lorebook/match_lore'
import type { Recollection } from '#plugins/personas/memory/recollection'
import type { Persona } from '#plugins/personas/persona'
import { budgetOf, cappedLorebook } from '#plugins/personas/prompt/budget'
import { parts, promptOf } from '#plugins/personas/prompt/build_prompt'
import { counted, countedSection } from '#plugins/personas/prompt/counted'
import {
  exchangesOf,
  fitHistory,
  MESSAGE_OVERHEAD,
  type SaidExchange,
  type SaidMessage,
} from '#plugins/personas/prompt/history'
import { memorySection, summarySection } from '#plugins/personas/prompt/remembered'
import personasConfig from '#config/personas'

export interface Composition {
  persona: Persona
  model: Pick<Model, 'contextSize' | 'maxReplyTokens'>
  /** How the fan is called. */
  user: string
  /** What the persona said first. */
  greeting: string
  /** What was said before, oldest first, good replies only. */
  history: readonly SaidMessage[]
  /** There are no older messages than these. */
  complete: boolean
  /** The room's talk, of several people: it has no summary. */
  shared: boolean
  recollection: Pick<Recollection, 'summary' | 'memories'>
  /** Passages of the persona's knowledge that fit the message, the best first. */
  knowledge: readonly FoundPassage[]
  /** For this reply alone: paragraphs or sections. */
  notes: readonly string[]
  /** What is to be answered. */
  text: string
  /** Tokens of `text`. */
  tokens: number
  countTokens(text: string): number
}

export interface Composed {
  messages: readonly ChatMessage[]
  /** Messages up to this one (a fan's) are to be summed up: some fell out of the prompt. Null while all is in it. */
  foldTo: bigint | null
}

/**
 * What is sent to the model: the persona with what it knows of the matter and of the fan, then as much of the
 * conversation as the budget allows (its oldest exchanges go first), then the message. The model keeps room for its
 * longest reply.
 */
export function composeMessages(composition: Composition): Composed {
  const { persona, model, user, text, recollection, countTokens } = composition
  const prompt = promptOf(persona, user)
  const { body, free, shares } = budgetOf({
    prompt,
    model,
    tokens: composition.tokens,
    countTokens,
  })
  const lore = loreOf(composition, shares.lore)
  const count = (pieces: readonly string[]) => pieces.map((piece) => counted(piece, countTokens))
  const before = countedSection('What you know of this world', count(lore.before))
  const extras = [
    countedSection('What you know of this world', count(lore.after)),
    countedSection('What you know of what the fan speaks of', composition.knowledge),
    memorySection(recollection.memories, shares.memory),
    summarySection(recollection.summary, shares.summary),
    ...count(composition.notes),
  ]
  const budget = [before, ...extras].reduce((left, { tokens }) => left - tokens, free)
  const all = exchangesOf(composition.history)
  const history = fitHistory(all, budget)
  const spent = history.exchanges.reduce((sum, exchange) => sum + exchange.tokens, 0)
  const isWhole = history.complete && composition.complete
  const greets =
    isWhole &&
    recollection.summary === null &&
    spent + counted(composition.greeting, countTokens).tokens + MESSAGE_OVERHEAD <= budget
  return {
    messages: [
      {
        role: 'system',
        content: parts(prompt.opening, before.text, body, ...extras.map((extra) => extra.text)),
      },
      ...(greets ? [{ role: 'assistant' as const, content: composition.greeting }] : []),
      ...history.exchanges.flatMap((exchange) => [
        { role: 'user' as const, content: exchange.fan },
        { role: 'assistant' as const, content: exchange.persona },
      ]),
      { role: 'user', content: text },
      ...(prompt.closing === '' ? [] : [{ role: 'system' as const, content: prompt.closing }]),
    ],
    foldTo: isWhole || composition.shared ? null : foldToOf(all, history.exchanges, composition),
  }
}

function loreOf({ persona, history, text, countTokens }: Composition, share: number): MatchedLore {
  if (!persona.lorebook) return { before: [], after: [] }
  const recent = [...history.map((message) => message.text), text]
  return matchLore(cappedLorebook(persona.lorebook, share), { recent, countTokens })
}

/** How far to sum up, if anything has fallen out of the prompt that is not in the summary yet. */
function foldToOf(
  all: readonly SaidExchange[],
  kept: readonly SaidExchange[],
  { complete, recollection }: Composition
): bigint | null {
  const summed = recollection.summary?.to ?? 0n
  const lastFallen = all.at(all.length - kept.length - 1)
  const oldest = all[0]
  const isLost = kept.length < all.length && lastFallen !== undefined && lastFallen.id > summed
  const areOlderLost = !complete && oldest !== undefined && oldest.id > summed
  if (!isLost && !areOlderLost) return null
  const ahead = Math.floor((kept.length * personasConfig.summary.ahead) / 100)
  return all[all.length - kept.length + ahead - 1]?.id ?? null
}
