/** The personas' door: what other plugins may give somebody with a persona. */

/** Replies that are free, and a lower price for the others: in private chats, and in rooms where the person asks. */
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

/** What a creator has made for them. Lengths and words are held to the rules of `/create`. */
export interface PersonaOrder {
  /** The caller's: the same key makes one. */
  key: string
  creatorId: string
  locale: string
  profile: {
    name: string
    tagline: string
    description: string
    greeting: string
    /** BCP 47. */
    language: string
    tags: readonly string[]
    topics: readonly string[]
    rules: readonly string[]
    /** Facts that it knows, one sentence each. */
    knowledge: readonly string[]
  }
}

export type PersonaMade =
  | { outcome: 'made'; persona: PersonaName }
  /** `wrong`: something is missing or too long; `too_many`: the creator has as many as one may have. */
  | { outcome: 'refused'; why: 'not_allowed' | 'too_many' | 'wrong' }

export type PersonaTaken =
  /** Fans began so many talks with it; those who go on are told. */
  { outcome: 'withdrawn'; persona: PersonaName; talks: number } | { outcome: 'gone' }

export interface PersonasService {
  /** Makes a persona for its creator, who said so, and publishes it. */
  makeFor(order: PersonaOrder): Promise<PersonaMade>
  /** Withdraws what was made under a key. */
  takeBack(creatorId: string, key: string): Promise<PersonaTaken>
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
