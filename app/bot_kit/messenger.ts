/** The program speaks first: receipts, notices, an answer that had to wait for coins. */
import type { Account } from '#app/identity/types'
import type { FrontendContext } from '#app/bot_kit/frontend'
import type { Inbound, Place } from '#app/bot_kit/inbound'
import type { Invocation } from '#app/bot_kit/reply'
import type { Surface } from '#app/bot_kit/surface'

/**
 * A frontend's way to somebody who has not just said something. It needs nothing but the platform's HTTP API (or the
 * database), so every process has it, also one that does not run the frontend.
 */
export interface Outreach {
  /**
   * The way to an account in a place; null when the frontend is off, or the account is of another platform.
   * A blocked bot or a deleted chat is an outcome of drawing.
   * @param to.key of the message: platforms that drop a repeated attempt are told it
   */
  surfaceFor(to: { account: Account; place: Place; key: string }): Promise<OutreachSurface | null>
  /**
   * Where the account is talked to privately; null when there is no such place. Throws while the platform cannot be
   * reached.
   */
  directPlace(account: Account): Promise<Place | null>
}

export interface OutreachSurface extends Surface {
  /** Nothing more will be drawn. */
  close?(): Promise<void>
}

export type OutreachFactory = (context: FrontendContext) => Outreach

export interface MessageRequest {
  /**
   * The same key says it once, from whichever process. One that dies between saying it and writing that down may say
   * it again (ADR 23). At most {@link MESSAGE_KEY_LENGTH} characters.
   */
  key: string
  to:
    | {
        account: Account
        /**
         * There and nowhere else. By default the account's private place, and where it cannot be reached, wherever
         * its person is.
         */
        place?: Place
      }
    /** Wherever the person is best reached: the bot account that spoke last, then the web. */
    | { personId: string }
  /** A command (usually internal) whose answer is what is said. It runs as if the account had pressed its button. */
  invocation: Invocation
}

/** Characters of a message's key; it becomes part of the keys of what its command does. */
export const MESSAGE_KEY_LENGTH = 150

/**
 * What became of it. `said`: it reached the person. `unreachable`: nobody that any frontend of this program can write
 * to, or somebody banned; the key may be used again.
 */
export type MessageOutcome = 'said' | 'said_before' | 'unreachable'

/** Writes to people. In the container as `messenger`, and in every plugin's context. */
export interface Messenger {
  /**
   * @throws MessageDelayed when it may work later: the platform or the place has no room, or another process is at it.
   * Jobs try again.
   */
  say(request: MessageRequest): Promise<MessageOutcome>
}

/** The message was not said now; the same request may be made again. */
export class MessageDelayed extends Error {
  readonly code = 'E_MESSAGE_DELAYED'
}

/** The update that an invocation is treated as. */
export function inboundOf(
  key: string,
  account: Account,
  place: Place,
  invocation: Invocation
): Omit<Inbound, 'frontend'> {
  return {
    id: `program:${key}`,
    sender: {
      platformId: account.platformId,
      displayName: account.displayName,
      ...(account.locale !== null && { locale: account.locale }),
    },
    place,
    event: { kind: 'invoke', invocation },
  }
}
