import type { Account, Person } from '#app/identity/types'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import type { Recollection } from '#plugins/personas/memory/recollection'
import type { SaidMessage } from '#plugins/personas/prompt/history'
import type { MessageSafety } from '#plugins/personas/safety/message_safety'

/** The newest messages of a conversation, oldest first. */
export interface RecentHistory {
  messages: readonly SaidMessage[]
  /** There are no older ones. */
  complete: boolean
  /** Most rows that were read for it. */
  limit: number
}

/** A message that is to be answered, by whom, for whom. */
export interface ReplyRequest {
  account: Account
  /** Null for a guest. */
  person: Person | null
  conversation: Conversation
  message: FanMessage
  /** What was said before, where it is known already. */
  history?: RecentHistory
  /** What else is remembered, where it is known already. */
  recollection?: Recollection
  /** The chat that it is answered in: `chatKey`. */
  chat: string
  /** Idempotency key of the turn. */
  turnKey: string
  /** Millicoins that the fan has just agreed to, beside what the conversation remembers. */
  agreedPrice?: bigint
  /** How the message and its reply are looked at; see `safety/`. */
  safety: MessageSafety
  /** What the model is told for this reply, beside the persona's prompt: short, out of the reserve of the context. */
  notes?: readonly string[]
  signal: AbortSignal
}
