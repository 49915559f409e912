/**
 * What a command answers with: a small closed set of nodes. Every frontend (Discord, Telegram, web)
 * switches over {@link ReplyNode} exhaustively, so a new node does not compile until all three draw it.
 *
 * Every `text`-like field is already in the person's language and may hold light markdown
 * (bold, italic, inline code, code blocks, links). Titles and labels are plain text.
 */
import type { BotErrorCode } from '#app/bot_kit/errors'

/** An answer: nodes drawn in order. An empty answer draws nothing. */
export type Reply = readonly ReplyNode[]

export type ReplyNode =
  | TextNode
  | CardNode
  | ListNode
  | ChoiceNode
  | FormNode
  | QuoteNode
  | PayNode
  | StreamNode
  | ImageNode
  | AudioNode
  | FileNode

/**
 * What pressing a button (or submitting a form) means: a command with its options, kept on the server
 * behind a short id. It is the same command that a person could have typed, or an internal one.
 */
export interface Invocation {
  command: string
  options?: Readonly<Record<string, OptionValue>>
}

export type OptionValue = string | number | boolean

export interface Button {
  /** Plain text, at most 40 characters ({@link LIMITS.buttonLabel}). */
  label: string
  invoke: Invocation
  style?: 'primary' | 'secondary' | 'danger'
  /** A second press would cost money or do harm: the id is spent on the first press. */
  singleUse?: boolean
  /** The answer replaces the message that carries the button (paging), where the platform can. */
  replaces?: boolean
  /** Anyone in the room may press it; by default only the person whom it was drawn for. */
  anyone?: boolean
}

/** A link that opens in the browser. */
export interface LinkButton {
  label: string
  url: string
}

export type ButtonLike = Button | LinkButton

/** Who speaks: a persona has its own name and picture where the platform allows it. */
export interface Speaker {
  name: string
  /** Absolute or site-relative address of the picture. */
  avatarUrl?: string
}

export interface TextNode {
  kind: 'text'
  text: string
  speaker?: Speaker
  /** Set when the text tells of something that went wrong: frontends may colour it. */
  tone?: 'plain' | 'notice' | 'error'
  /** The error that the text words, for tests and machine readers (the web API). */
  code?: BotErrorCode
}

export interface CardNode {
  kind: 'card'
  title: string
  text?: string
  fields?: readonly { name: string; value: string }[]
  imageUrl?: string
  footer?: string
  buttons?: readonly ButtonLike[]
}

/** One page of a longer list. */
export interface ListNode {
  kind: 'list'
  title: string
  items: readonly ListItem[]
  /** Said when there is no item. */
  empty: string
  footer?: string
  paging?: Paging
  /** Below the list, beside the paging buttons. */
  buttons?: readonly ButtonLike[]
}

export interface ListItem {
  title: string
  text?: string
  /** Picture beside the item, where the platform shows one. Absolute or site-relative address. */
  imageUrl?: string
  /** One button for the item (for instance "Talk"). */
  button?: ButtonLike
}

/** Where one is in a list; made by {@link paging}. */
export interface Paging {
  /** From 1. */
  page: number
  pages: number
  /** There are more pages than `pages`; how many is not counted. */
  open?: boolean
  previous?: Button
  next?: Button
}

export interface ChoiceNode {
  kind: 'choice'
  text: string
  buttons: readonly ButtonLike[]
}

export interface FormNode {
  kind: 'form'
  title: string
  fields: readonly FormField[]
  /** Field values are merged into the options of its invocation, under the fields' names. */
  submit: Button
  cancelLabel: string
}

export interface FormField {
  name: string
  label: string
  hint?: string
  kind: 'line' | 'paragraph' | 'select'
  required: boolean
  maxLength: number
  /** What it holds already, to be kept or changed: a text, or the value of a choice. */
  value?: string
  /** For `select`: at most 25 ({@link LIMITS.selectOptions}). */
  choices?: readonly { label: string; value: string }[]
}

/** A price, shown before anything is held. `text` names it in coins and in money. */
export interface QuoteNode {
  kind: 'quote'
  text: string
  /** What it costs, millicoins. */
  price: bigint
  /** What the wallet holds, millicoins; absent for guests. */
  balance?: bigint
  accept: Button
  decline?: Button
}

/** A way to pay with money. Each frontend draws the ways of its platform, and says so where it has not got one. */
export interface PayNode {
  kind: 'pay'
  /** At most 32 characters ({@link LIMITS.payTitle}). */
  title: string
  /** What is bought and what it costs in money; at most 255 characters ({@link LIMITS.payText}). */
  text: string
  way: PayWay
  /** Beside the way to pay: other packs, "not now". */
  buttons?: readonly Button[]
}

export type PayWay =
  /** Telegram's own invoice. `payload` (1 to 128 bytes) comes back with the payment. */
  | { kind: 'stars'; stars: number; payload: string }
  /** Discord's own purchase of a SKU of the application. */
  | { kind: 'sku'; skuId: string }
  /** A page to pay on, or a link that the platform opens by itself. */
  | { kind: 'link'; label: string; url: string }

/** A reply that grows while it is being made, for instance a persona's. */
export interface StreamNode {
  kind: 'stream'
  speaker?: Speaker
  /** Pieces of text in order. Throws when the source fails; ends early when the turn is stopped. */
  chunks: AsyncIterable<string>
  /**
   * Called once it is known what reached the person (or that nothing did). Money is captured or released here,
   * and only here. When it throws (the database is away) it is called again with the same delivery, so it must
   * be idempotent. Its answer is drawn after the stream.
   */
  settle(delivery: Delivery): Promise<Reply>
}

/** What became of a stream. Characters are counted in UTF-16 units of the source text. */
export type Delivery =
  /** All that the source gave reached the person. */
  | { outcome: 'delivered'; text: string; messageIds: readonly string[] }
  /** The turn was stopped by the person; `text` is what had been shown, maybe nothing. */
  | { outcome: 'stopped'; text: string; messageIds: readonly string[] }
  /** The source threw; `text` is what had been shown of it, now withdrawn or marked as broken. */
  | { outcome: 'failed'; text: string; error: unknown }
  /** The platform did not take the message: blocked bot, deleted channel, outage past the retries. */
  | { outcome: 'undelivered'; reason: UndeliveredReason }

export type UndeliveredReason = 'blocked' | 'gone' | 'forbidden' | 'outage'

/**
 * What became of a node that is drawn at once. Ids of messages that a persona says are the platform's own, as they
 * come back in `place.replyTo`; others may be what the platform calls them for the moment.
 */
export type Drawn = { outcome: 'drawn'; messageIds: readonly string[] } | Undrawn
export interface Undrawn {
  outcome: 'undelivered'
  reason: UndeliveredReason
}

/** A node that may cost coins. */
interface Settled {
  /**
   * Called once it is known whether the node reached the person. Money is captured or released here, and only
   * here. When it throws it is called again with the same outcome, so it must be idempotent. Its answer is
   * drawn after the node.
   */
  settle?(drawn: Drawn): Promise<Reply>
}

export interface ImageNode extends Settled {
  kind: 'image'
  /** An absolute or site-relative address, or the picture itself (PNG, JPEG or WebP). */
  source: string | { name: string; mediaType: string; content: Uint8Array }
  /** What the picture shows, for people who do not see it. */
  alt: string
  caption?: string
  speaker?: Speaker
  buttons?: readonly Button[]
}

/** Something to listen to, for instance a persona's answer in its own voice. */
export interface AudioNode extends Settled {
  kind: 'audio'
  name: string
  /** `audio/ogg` (Opus, shown as a voice message where there are such) or `audio/mpeg`. */
  mediaType: string
  content: Uint8Array
  /** What is said, for people who do not hear it. */
  transcript: string
  speaker?: Speaker
}

export interface FileNode {
  kind: 'file'
  name: string
  mediaType: string
  content: Uint8Array
  caption?: string
}

/**
 * The paging of a list whose pages are asked for by one command.
 * @param invoke what asks for a page; the page number is put under `option`
 */
export function paging(
  at: { page: number; pages: number; open?: boolean },
  labels: { previous: string; next: string },
  invoke: Invocation,
  option = 'page'
): Paging {
  const to = (page: number, label: string): Button => ({
    label,
    invoke: { command: invoke.command, options: { ...invoke.options, [option]: page } },
    replaces: true,
  })
  return {
    page: at.page,
    pages: at.pages,
    open: at.open,
    previous: at.page > 1 ? to(at.page - 1, labels.previous) : undefined,
    next: at.page < at.pages ? to(at.page + 1, labels.next) : undefined,
  }
}

/** Refuses to compile when a switch over nodes forgot one. */
export function assertNever(node: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(node)}`)
}
