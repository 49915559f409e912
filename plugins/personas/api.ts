/** The personas' door: what other plugins may give somebody with a persona, and what personas know of hearing and of care. */
import type { TurnContext } from '#app/bot_kit/command'
import type { InboundFile } from '#app/bot_kit/inbound'
import type { Reply } from '#app/bot_kit/reply'

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

/** A recording, with what is known about it. */
export interface VoiceRequest {
  file: InboundFile
  /** What was written beside it, maybe nothing. */
  text: string
  /** What for, for the usage table: `personas.voice`. */
  purpose: string
}

export type HeardVoice =
  /** `words` are what was written beside it, and what it says; `shown` tells the speaker what was heard. */
  | { outcome: 'heard'; words: string; shown: Reply }
  /** Why not, in words. */
  | { outcome: 'refused'; reply: Reply }

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
  /**
   * Writes a recording down, within the limits of voice: its length and size, and so many of a person in 24 hours, whoever
   * they speak with.
   */
  hearVoice(ctx: TurnContext, request: VoiceRequest): Promise<HeardVoice>
  /** Whether the person wrote not long ago that they may be in danger: weaker signals count, and models are told. */
  isCareful(personId: string): Promise<boolean>
  /** From now on care is taken with the person, for a while. */
  takeCare(personId: string): Promise<void>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    personas: PersonasService
  }
}
