import type { Account, Person } from '#app/identity/types'
import type { Inbound } from '#app/bot_kit/inbound'
import type { Surface } from '#app/bot_kit/surface'

/** One update with all that is known of it: who said it, where, and how to answer. */
export interface Conversation {
  inbound: Inbound
  surface: Surface
  account: Account
  person: Person | null
  /** Aborts when the turn is stopped. */
  signal: AbortSignal
}
