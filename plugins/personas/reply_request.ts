import type { Account, Person } from '#app/identity/types'
import type { Conversation, FanMessage } from '#plugins/personas/conversation'
import type { SaidMessage } from '#plugins/personas/prompt/history'

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
  /** Idempotency key of the turn. */
  turnKey: string
  /** Millicoins that the fan has just agreed to, beside what the conversation remembers. */
  agreedPrice?: bigint
  signal: AbortSignal
}
