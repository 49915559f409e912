import type { Place } from '#app/bot_kit/inbound'
import type { Frontend } from '#app/bot_kit/inbound'
import type { Persona } from '#plugins/personas/persona'

/** One account's talk with one persona in one place. */
export interface Conversation {
  id: string
  persona: Persona
  /** The fan's choice; null for the persona's own. */
  modelId: string | null
  /** Millicoins a reply that the fan said yes to; null before the first quote. */
  acceptedPrice: bigint | null
}

/** A fan's message that is to be answered. */
export interface FanMessage {
  id: bigint
  text: string
  /** Of `text`. */
  tokens: number
}

/** How a place is called in the tables. */
export function placeKey(frontend: Frontend, place: Place): string {
  return `${frontend}:${place.id}`
}
