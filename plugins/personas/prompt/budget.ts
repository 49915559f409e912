import type { Model } from '#plugins/ai/api'
import type { Lorebook } from '#plugins/personas/lorebook/lorebook'
import type { PersonaPrompt } from '#plugins/personas/prompt/build_prompt'
import { MESSAGE_OVERHEAD } from '#plugins/personas/prompt/history'
import personasConfig from '#config/personas'

/** What a prompt has to go round with. Everything is in tokens. */
export interface Budget {
  /** Who the persona is, with examples of its voice where they fit. */
  body: string
  /** Left beside the persona, the message and the longest reply. */
  free: number
  /** Most that a part may fill. */
  shares: Readonly<Record<keyof typeof personasConfig.shares, number>>
}

export interface Planned {
  prompt: PersonaPrompt
  model: Pick<Model, 'contextSize' | 'maxReplyTokens'>
  /** Of the message that is to be answered. */
  tokens: number
  countTokens(text: string): number
}

/** Tokens of the texts that every reply of a persona carries, counted once. */
const counted = new WeakMap<PersonaPrompt, { body: number; shortBody: number; ends: number }>()

/** Shares out a model's context: the persona first, then the parts of what is left. */
export function budgetOf({ prompt, model, tokens, countTokens }: Planned): Budget {
  const fixed = fixedTokens(prompt, countTokens)
  const room = model.contextSize - model.maxReplyTokens - personasConfig.contextReserve
  const isShort = fixed.body + fixed.ends > hundredths(room, personasConfig.personaShare)
  const body = isShort ? fixed.shortBody : fixed.body
  const free = Math.max(0, room - body - fixed.ends - tokens - 3 * MESSAGE_OVERHEAD)
  const { knowledge, lore, memory, summary } = personasConfig.shares
  return {
    body: isShort ? prompt.shortBody : prompt.body,
    free,
    shares: {
      knowledge: hundredths(free, knowledge),
      lore: hundredths(free, lore),
      memory: hundredths(free, memory),
      summary: hundredths(free, summary),
    },
  }
}

const hundredths = (whole: number, part: number): number => Math.floor((whole * part) / 100)

function fixedTokens(prompt: PersonaPrompt, count: (text: string) => number) {
  let tokens = counted.get(prompt)
  if (!tokens) {
    const { opening, body, shortBody, closing } = prompt
    const ends = (opening ? count(opening) : 0) + (closing ? count(closing) : 0)
    tokens = { body: count(body), shortBody: count(shortBody), ends }
    counted.set(prompt, tokens)
  }
  return tokens
}

/**
 * The last pieces that fit a budget together, in their order.
 * @param tokensOf what a piece costs
 */
export function lastFitting<T>(
  pieces: readonly T[],
  budget: number,
  tokensOf: (piece: T) => number
): readonly T[] {
  let left = budget
  let from = pieces.length
  for (const piece of pieces.toReversed()) {
    left -= tokensOf(piece)
    if (left < 0) break
    from--
  }
  return pieces.slice(from)
}

/** Budgets of lorebooks are rounded down to steps: each one that is used has its keys made ready, and kept. */
const LORE_STEP = 128

const capped = new WeakMap<Lorebook, Map<number, Lorebook>>()

/** A lorebook whose own budget is no larger than its share; for the same step it is the same object each time. */
export function cappedLorebook(lorebook: Lorebook, share: number): Lorebook {
  if (lorebook.tokenBudget <= share) return lorebook
  const tokenBudget = Math.floor(share / LORE_STEP) * LORE_STEP
  const steps = capped.get(lorebook) ?? new Map<number, Lorebook>()
  capped.set(lorebook, steps)
  const made = steps.get(tokenBudget) ?? { ...lorebook, tokenBudget }
  steps.set(tokenBudget, made)
  return made
}
