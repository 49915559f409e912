/** What a frontend hands to the kit: one update of its platform, in the kit's words. */
import type { Invocation, OptionValue } from '#app/bot_kit/reply'

export const FRONTENDS = ['discord', 'telegram', 'web'] as const
export type Frontend = (typeof FRONTENDS)[number]

export interface Inbound {
  frontend: Frontend
  /**
   * The platform's own id of the update, message or interaction: the idempotency key. A second update
   * with the same id is dropped.
   */
  id: string
  sender: Sender
  place: Place
  event: InboundEvent
}

/** The platform account that speaks. */
export interface Sender {
  /** The platform's id of the account (a Telegram user id, a Discord snowflake, a web visitor id). */
  platformId: string
  displayName: string
  /** BCP 47, as the platform reports it. */
  locale?: string
}

/** Where it was said. One place is one conversation; its updates are handled one at a time. */
export interface Place {
  kind: 'direct' | 'group'
  /** The platform's chat or channel id. */
  id: string
  /** Discord's guild. */
  guildId?: string
  /** Discord: the channel is age-restricted. */
  ageRestricted?: boolean
  /**
   * When the message replies to a persona's own message: the platform's id of that message.
   */
  replyTo?: string
  /**
   * Whether the sender manages this room (Discord: Manage Channels; Telegram: an administrator), asked of the platform
   * when somebody wants to know. Absent, or null, where the platform does not tell.
   */
  mayManage?(): Promise<boolean | null>
}

export type InboundEvent =
  /** A slash command. `options` are typed by the platform; `rest` is unparsed text after the name. */
  | { kind: 'command'; name: string; options?: Record<string, OptionValue>; rest?: string }
  /** Plain text meant for the bot: a direct message, a mention (stripped of it), a reply to it. */
  | { kind: 'text'; text: string }
  /** A button's short id. */
  | { kind: 'press'; button: string }
  /** A filled form: the short id of its submit button and the values by field name. */
  | { kind: 'form'; button: string; values: Record<string, string> }
  /** One file meant for the bot, with the words that came with it (maybe none). */
  | { kind: 'file'; file: InboundFile; text: string }
  /** The program itself begins: what it has to say is an internal command. No platform sends this. */
  | { kind: 'invoke'; invocation: Invocation }
  /** Something that the bot cannot read (a sticker, a poll). `what` is a word for logs. */
  | { kind: 'unsupported'; what: string }

/** A file that someone sent. Nothing of it is trusted: neither its name, nor its type, nor its size. */
export interface InboundFile {
  /** `voice` is a recording made in the chat; everything else that is heard, seen or read is by its kind. */
  kind: 'voice' | 'audio' | 'image' | 'document'
  name: string
  /** As the sender's program says. */
  mediaType: string
  /** Bytes, as the platform says; null when it does not. */
  size: number | null
  /** Of a recording, seconds, as the platform says. */
  seconds: number | null
  /**
   * Fetches its content from the platform.
   * @param limit bytes; a longer file is not read to its end
   * @throws FileTooLarge, FileGone
   */
  read(limit: number, signal: AbortSignal): Promise<Uint8Array>
}

/** The file is longer than the reader takes. */
export class FileTooLarge extends Error {
  constructor(
    /** Bytes. */
    readonly limit: number
  ) {
    super(`The file has more than ${limit} bytes`)
  }
}

/** The platform does not give the file (any more). */
export class FileGone extends Error {}
