/** What a doorkeeper answers. */

import type { Refused, SpaceProblem } from '#app/bot_kit/spaces/problems'

export interface SpaceRole {
  id: string
  name: string
  /** Higher stands above. */
  position: number
  /** Null when it can be given. */
  why: 'everyone' | 'managed' | 'too_high' | null
}

/** What the platform says of a space now. */
export type SpaceReport =
  | {
      outcome: 'seen'
      /** Null when the space cannot be looked at: it is gone, or has moved. So is `kind`. */
      title: string | null
      kind: 'server' | 'group' | 'channel' | null
      /** Discord's, highest first; empty elsewhere. */
      roles: readonly SpaceRole[]
      /** Empty when everything is green. */
      problems: readonly SpaceProblem[]
      memberCount: number | null
    }
  | { outcome: 'unavailable'; reason: string; retryAfterMs: number | null }

export type LetIn =
  /**
   * They are in. `already`: they were before; null where the platform does not tell, as Discord, whose answer is the
   * same in either case: who needs to know looks first.
   */
  | { outcome: 'in'; already: boolean | null }
  /**
   * They come in by themselves through this link. On Telegram it leads to a request to enter, which comes as
   * `entry_requested` and is to be answered: admitted is only whose passage is wanted, by whichever link they came.
   */
  | { outcome: 'invited'; link: string; expiresAt: Date | null }
  | Refused

/** `already` as in {@link LetIn}. */
export type PutOut = { outcome: 'out'; already: boolean | null } | Refused

/** Somebody pays the platform itself for being in (a channel's own subscription): nobody is to put them out. */
export interface PaidThere {
  /** What they paid for lasts until then, as the platform says; it may renew by itself. */
  until: Date
}

export type Presence =
  /** `runs`: they run the space as well, and can have what opens it by their own hand; nobody is to put them out unasked. */
  | { outcome: 'in'; paidThere?: PaidThere; runs?: true }
  /** `isThere`: of Discord alone, that they are in the server, without the role. */
  | { outcome: 'out'; isThere?: boolean }
  | { outcome: 'runs_the_space' }
  | Refused

/** One page of who is in a space. */
export type MemberPage =
  | {
      outcome: 'page'
      members: readonly {
        platformId: string
        displayName: string
        roleIds: readonly string[]
        isBot: boolean
        /** Owner or administrator, or whoever can give themselves the role. */
        runs: boolean
      }[]
      /** Goes on from here; null at the end. A string that may be kept, so that a run survives its process. */
      next: string | null
    }
  /** This platform, or this application, lists nobody: look at people one by one. */
  | { outcome: 'not_listed' }
  | Refused

export interface AddLink {
  kind: 'server' | 'group' | 'channel'
  url: string
}

/** What can be said in a space. Markdown as in reply nodes. */
export interface SpaceMessage {
  text: string
  button?: { label: string; url: string }
}

export type Posted = { outcome: 'posted'; messageId: string } | Refused
