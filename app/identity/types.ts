/** The people of the program, as every plugin and frontend sees them. */
import type { Frontend } from '#app/bot_kit/inbound'

export const ROLES = ['fan', 'creator', 'moderator', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Where an account lives: a bot platform's user, a browser's visitor, an e-mail address, or a Google account. */
export type AccountPlatform = Frontend | 'email' | 'google'

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
  /** When it last said something, to about ten minutes. */
  spokeAt?: Date | null
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

/** A code that joins two accounts, as it is shown to the one who asked for it. */
export interface LinkCode {
  /** For instance `KXTB-92MF`. */
  code: string
  expiresAt: Date
}

/** One of the two sides of a link, as it is shown before it is confirmed. */
export interface LinkSide {
  /** Null for a guest. */
  personId: string | null
  displayName: string
  accounts: readonly { platform: AccountPlatform; displayName: string }[]
}

/** Why two accounts are not linked; worded as `identity.link.<reason>`. */
export type LinkRefusal =
  /** One of the two people, or an account of theirs, is banned. */
  | 'banned'
  /** The code comes from a moderator or an admin: whoever has such a role types the code and sees whom they take in. */
  | 'staff'
  /** Two browsers, neither of which has joined: joining on the web asks for an e-mail. */
  | 'join_first'
  /** Something is under way on one of the sides: a reply with its hold, for instance. */
  | 'busy'

/**
 * What a typed code would do. `attach`: a guest's account becomes that of the other side's person; `merge`: two
 * people become one; `join`: neither has joined, and both become one new person.
 */
export type LinkPreview =
  | {
      outcome: 'ready'
      linkId: string
      kind: 'attach' | 'merge' | 'join'
      here: LinkSide
      there: LinkSide
    }
  | { outcome: 'unknown_code' | 'own_code' | 'already_linked' }
  | { outcome: 'too_many_tries'; retryInSeconds: number }
  | { outcome: 'refused'; reason: LinkRefusal }

export type LinkOutcome =
  | { outcome: 'linked'; kind: 'attach' | 'merge' | 'join'; person: Person }
  /** Used, too old, or typed by another account. */
  | { outcome: 'code_spent' }
  | { outcome: 'already_linked' }
  | { outcome: 'refused'; reason: LinkRefusal }

export type DeletionOutcome =
  | { outcome: 'deleted' }
  /** Something is under way (an open hold), or they were merged meanwhile. Nothing was deleted. */
  | { outcome: 'busy' }
  /** Of somebody who is banned nothing is deleted here: the operator decides. */
  | { outcome: 'banned' }
  | { outcome: 'unknown_person' }

/** How plugins word what a person would lose. */
export interface Say {
  t(key: string, data?: Record<string, unknown>): string
  /** Takes millicoins. */
  coins(amount: bigint): string
}

export type SignUpOutcome =
  { outcome: 'signed_up'; person: Person; account: Account } | { outcome: 'email_taken' }

export interface IdentityService {
  /** Finds the account of a sender, or makes it (as a guest); refreshes its name and locale. */
  identify(sighting: AccountSighting): Promise<Identified>
  /** The id of somebody who was merged finds the person that they became; that of somebody deleted finds nobody. */
  findPerson(personId: string): Promise<Person | null>
  /**
   * Resolves PERSON of the ace commands: `telegram:ID`, `discord:ID`, `web:ID`, `email:ADDRESS`, `google:ID` or an
   * internal id; ids of people who were merged find the person that they became.
   */
  lookUp(reference: string): Promise<Identified | null>
  /**
   * The account accepts the terms and becomes (or already is) a person. Writes `identity.person_joined`
   * `{ personId }` to the outbox in the same transaction, once per person.
   */
  join(accountId: string): Promise<{ person: Person; created: boolean }>
  /** Whether the person joined with an account of somebody who was deleted: they had their welcome then. */
  isReturning(personId: string): Promise<boolean>
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
  /** The person of an e-mail address; null when nobody has it. */
  findByEmail(email: string): Promise<Person | null>
  /** A one-time link's token, 256 bits, kept hashed; it lives 15 minutes. */
  issueSignInToken(personId: string): Promise<{ token: string; expiresAt: Date }>
  /** Spends a token. Null when it is unknown, spent or expired. */
  redeemSignInToken(token: string): Promise<Person | null>
  /**
   * Ties a browser's visitor account to the person who signed in there, or a guest's account to its person. Writes
   * `identity.account_attached` `{ accountId, personId }` to the outbox when it was a guest's.
   */
  attachAccount(accountId: string, personId: string): Promise<void>
  grantRole(personId: string, role: Role): Promise<void>
  /** Ids of those who have a role and are not banned, longest first; at most 1,000. */
  peopleWith(role: Role): Promise<readonly string[]>
  /** A person's accounts, oldest first. */
  accountsOf(personId: string): Promise<readonly Account[]>
  /** A new code of the account; its older one stops working. Null when it asked for too many. */
  makeLinkCode(accountId: string): Promise<LinkCode | null>
  /** What a code would do if this account confirmed it. From then on the code is this account's alone. */
  openLink(accountId: string, code: string): Promise<LinkPreview>
  /**
   * Links what {@link openLink} showed. Writes `identity.people_merged` `{ from, into }` or
   * `identity.account_attached` to the outbox in the same transaction.
   */
  link(accountId: string, linkId: string): Promise<LinkOutcome>
  /** The person says to be 18 or older, or takes it back. */
  setAdult(personId: string, adult: boolean): Promise<void>
  /**
   * Bans a person with all of their accounts, or lifts the ban. Writes `identity.ban_changed` `{ personId }` to the outbox
   * in the same transaction; so does the next one for an account that is a person's.
   */
  setBan(personId: string, banned: boolean): Promise<void>
  /** Bans one account (a guest's), or lifts the ban. */
  setAccountBan(accountId: string, banned: boolean): Promise<void>
  /** Everything that the program keeps of a person: JSON, without bigints. */
  exportData(personId: string): Promise<Readonly<Record<string, unknown>>>
  /** What a person holds, millicoins; null where nothing keeps wallets. */
  balanceOf(personId: string): Promise<bigint | null>
  /** What deleting would take from a person, a sentence each. */
  lossesOf(personId: string, say: Say): Promise<readonly string[]>
  /**
   * Deletes a person: accounts, credentials, tokens and what the plugins keep. The books stay under an id that
   * means nobody. Writes `identity.person_deleted` `{ personId }` to the outbox in the same transaction.
   */
  deletePerson(personId: string): Promise<DeletionOutcome>
  /** The person who administers a fresh installation; made when there is no admin yet. */
  ensureFirstAdmin(): Promise<Person>
}
