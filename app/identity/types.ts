/** The people of the program, as every plugin and frontend sees them. */
import type { Frontend } from '#app/bot_kit/inbound'

export const ROLES = ['fan', 'creator', 'moderator', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Where an account lives: a bot platform's user, a browser's visitor, or an e-mail address. */
export type AccountPlatform = Frontend | 'email'

/** One platform's account. It is a guest until `personId` is set. */
export interface Account {
  /** Internal id (uuid). */
  id: string
  platform: AccountPlatform
  platformId: string
  displayName: string
  /** BCP 47, as last reported. */
  locale: string | null
  personId: string | null
  /** A guest may be banned too; a person's ban stands on the person. */
  bannedAt?: Date | null
}

/** Someone who accepted the terms; owns a wallet and everything else. */
export interface Person {
  /** Internal id (uuid). */
  id: string
  displayName: string
  locale: string | null
  roles: readonly Role[]
  /** Said to be 18 or older. */
  adult: boolean
  bannedAt: Date | null
}

/** What a platform says of the account that speaks. */
export interface AccountSighting {
  platform: AccountPlatform
  platformId: string
  displayName: string
  locale?: string
}

export interface Identified {
  account: Account
  person: Person | null
}

/** A guest's free replies: 3 in any rolling 24 h. */
export type GuestClaim =
  | { outcome: 'claimed'; /** Free replies left after this one. */ left: number }
  | { outcome: 'limit_reached'; /** When the next free reply comes back. */ nextAt: Date }

export type SignUpOutcome =
  { outcome: 'signed_up'; person: Person; account: Account } | { outcome: 'email_taken' }

export interface IdentityService {
  /** Finds the account of a sender, or makes it (as a guest); refreshes its name and locale. */
  identify(sighting: AccountSighting): Promise<Identified>
  findPerson(personId: string): Promise<Person | null>
  /**
   * Resolves PERSON of the ace commands: `telegram:ID`, `discord:ID`, `web:ID`, `email:ADDRESS` or an internal id.
   */
  lookUp(reference: string): Promise<Identified | null>
  /**
   * The account accepts the terms and becomes (or already is) a person. Writes `identity.person_joined`
   * `{ personId }` to the outbox in the same transaction, once per person.
   */
  join(accountId: string): Promise<{ person: Person; created: boolean }>
  /** Claims one free reply before a model is called; the same key claims once. */
  claimGuestReply(accountId: string, key: string): Promise<GuestClaim>
  /** Gives a claim back: the reply failed or was not delivered. */
  releaseGuestReply(key: string): Promise<void>
  /** Adds the `email` account and a password to the (maybe new) person of a web visitor's account. */
  signUp(request: {
    accountId: string
    email: string
    password: string
    displayName: string
  }): Promise<SignUpOutcome>
  /** Null when address and password do not belong together (in constant time). */
  signIn(email: string, password: string): Promise<Person | null>
  /** A one-time link's token, 256 bits, kept hashed; it lives 15 minutes. */
  issueSignInToken(personId: string): Promise<{ token: string; expiresAt: Date }>
  /** Spends a token. Null when it is unknown, spent or expired. */
  redeemSignInToken(token: string): Promise<Person | null>
  /** Ties a browser's visitor account to the person who signed in there. */
  attachAccount(accountId: string, personId: string): Promise<void>
  grantRole(personId: string, role: Role): Promise<void>
  /** The person who administers a fresh installation; made when there is no admin yet. */
  ensureFirstAdmin(): Promise<Person>
}
