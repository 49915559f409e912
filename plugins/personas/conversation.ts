import type { Account, Person } from '#app/identity/types'
import type { Frontend, Place } from '#app/bot_kit/inbound'
import type { Allowance } from '#plugins/personas/allowances/allowance'
import type { Persona } from '#plugins/personas/persona'

/** Whose a conversation is and where it is held; with a persona that makes it one (docs/adr/0013). */
export interface Whose {
  /** A person's id, or the id of a guest's account. */
  ownerId: string
  /** {@link placeKey} */
  place: string
}

/** One owner's talk with one persona in one place. */
export interface Conversation extends Whose {
  id: string
  persona: Persona
  /** The fan's choice; null for the persona's own. */
  modelId: string | null
  /** Millicoins a reply that the fan said yes to; null before the first quote. */
  acceptedPrice: bigint | null
  /** The fan was told in it that the persona is an AI. */
  introduced: boolean
  /** What its owner has with the persona beside what everybody has; absent where nothing is answered for coins. */
  allowance?: Allowance | null
  /** Care is taken with its owner; known where a message was just received. */
  careful?: boolean
}

/** A fan's message that is to be answered. */
export interface FanMessage {
  id: bigint
  text: string
  /** Of `text`. */
  tokens: number
}

/** The one place that all private chats of an owner are, on whichever platform. */
export const DIRECT = 'direct'

/** How a place is called in the tables: private chats are one, each group is its own. */
export function placeKey(frontend: Frontend, place: Place): string {
  return place.kind === 'direct' ? DIRECT : chatKey(frontend, place)
}

/** A chat of a platform, private or not. */
export function chatKey(frontend: Frontend, place: Place): string {
  return `${frontend}:${place.id}`
}

/** Who speaks, as the owner of conversations and memories. */
export function ownerOf({ account, person }: { account: Account; person: Person | null }): string {
  return person?.id ?? account.id
}
