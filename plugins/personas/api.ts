/** The personas' door: what other plugins may give somebody with a persona. */

/** Replies that are free, and a lower price for the others, in private chats. */
export interface AllowanceRequest {
  /** The caller's: the same key is the same allowance, with what was said last. */
  key: string
  personId: string
  personaId: string
  /** In a calendar month (UTC), on whichever model. Those that several allowances give come together. */
  freeReplies: number
  /** Basis points off every other reply, 0 to 10000; the largest of several counts. */
  discountBp: number
  /** Null for good. */
  until: Date | null
}

/** A published persona, as others show it. */
export interface PersonaName {
  id: string
  name: string
  slug: string
}

export interface PersonasService {
  allow(allowance: AllowanceRequest): Promise<void>
  /** Ends an allowance; one that is not there ends as well. */
  disallow(key: string): Promise<void>
  /** A creator's published personas by their names, at most 25. */
  publishedBy(creatorId: string): Promise<readonly PersonaName[]>
  /** A published persona; null when there is none. */
  published(personaId: string): Promise<PersonaName | null>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    personas: PersonasService
  }
}
