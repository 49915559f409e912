import type { ChatMessage, Model } from '#plugins/ai/api'
import type { Persona } from '#plugins/personas/persona'
import { promptOf } from '#plugins/personas/prompt/build_prompt'
import {
  exchangesOf,
  fitHistory,
  MESSAGE_OVERHEAD,
  type SaidMessage,
} from '#plugins/personas/prompt/history'
import personasConfig from '#config/personas'

export interface Composition {
  persona: Persona
  model: Pick<Model, 'contextSize' | 'maxReplyTokens'>
  /** What was said before, oldest first, good replies only. */
  history: readonly SaidMessage[]
  /** What is to be answered. */
  text: string
  /** Tokens of `text`. */
  tokens: number
  countTokens(text: string): number
}

/** Tokens of the texts that every reply of a persona carries, counted once. */
const counted = new WeakMap<Persona, { system: number; greeting: number }>()

/**
 * What is sent to the model: the persona, then as much of the conversation as the budget allows (its oldest
 * exchanges go first), then the message. The model keeps room for its longest reply.
 */
export function composeMessages(composition: Composition): readonly ChatMessage[] {
  const { persona, model, text } = composition
  const fixed = fixedTokens(persona, composition.countTokens)
  const budget =
    model.contextSize -
    model.maxReplyTokens -
    personasConfig.contextReserve -
    fixed.system -
    composition.tokens -
    2 * MESSAGE_OVERHEAD
  const history = fitHistory(exchangesOf(composition.history), budget)
  const spent = history.exchanges.reduce((sum, exchange) => sum + exchange.tokens, 0)
  const greets = history.complete && spent + fixed.greeting <= budget
  return [
    { role: 'system', content: promptOf(persona).text },
    ...(greets ? [{ role: 'assistant' as const, content: persona.greeting }] : []),
    ...history.exchanges.flatMap((exchange) => [
      { role: 'user' as const, content: exchange.fan },
      { role: 'assistant' as const, content: exchange.persona },
    ]),
    { role: 'user', content: text },
  ]
}

function fixedTokens(persona: Persona, count: (text: string) => number) {
  let tokens = counted.get(persona)
  if (!tokens) {
    tokens = {
      system: count(promptOf(persona).text),
      greeting: count(persona.greeting) + MESSAGE_OVERHEAD,
    }
    counted.set(persona, tokens)
  }
  return tokens
}
