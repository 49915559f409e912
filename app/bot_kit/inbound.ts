/** What a frontend hands to the kit: one update of its platform, in the kit's words. */
import type { OptionValue } from '#app/bot_kit/reply'

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
  /** Something that the bot cannot read (a sticker, a file). `what` is a word for logs. */
  | { kind: 'unsupported'; what: string }
