/** Tokens that a message costs beside its text: its role and the marks around it (OpenAI's count). */
export const MESSAGE_OVERHEAD = 4

/** A row of the conversation, oldest first. */
export interface SaidMessage {
  id: bigint
  role: 'fan' | 'persona'
  answersId: bigint | null
  text: string
  /** Of `text`. */
  tokens: number
}

/** A fan's message and the reply that counts. */
export interface SaidExchange {
  /** Of the fan's message. */
  id: bigint
  fan: string
  persona: string
  /** Of both texts, marks included. */
  tokens: number
}

/**
 * Pairs what was said into exchanges, oldest first: a message without a good reply is left out, and of several
 * replies (made by `/again`) the last counts.
 * @param messages oldest first; replies are only good ones
 */
export function exchangesOf(messages: readonly SaidMessage[]): readonly SaidExchange[] {
  const replies = new Map<bigint, SaidMessage>()
  for (const message of messages) {
    if (message.answersId !== null) replies.set(message.answersId, message)
  }
  return messages.flatMap((fan) => {
    const reply = fan.role === 'fan' ? replies.get(fan.id) : undefined
    if (!reply) return []
    return [
      {
        id: fan.id,
        fan: fan.text,
        persona: reply.text,
        tokens: fan.tokens + reply.tokens + 2 * MESSAGE_OVERHEAD,
      },
    ]
  })
}

/** The newest exchanges that fit the budget together, oldest first. An exchange is never cut in half. */
export function fitHistory(
  exchanges: readonly SaidExchange[],
  budget: number
): { exchanges: readonly SaidExchange[]; complete: boolean } {
  let left = budget
  let from = exchanges.length
  for (const exchange of exchanges.toReversed()) {
    if (exchange.tokens > left) break
    left -= exchange.tokens
    from--
  }
  return { exchanges: exchanges.slice(from), complete: from === 0 }
}
