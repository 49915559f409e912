import type { InlineKeyboardMarkup } from 'grammy/types'
import type { MintedButtons } from '#app/bot_kit/buttons'
import {
  assertNever,
  type AudioNode,
  type ButtonLike,
  type CardNode,
  type FormNode,
  type ImageNode,
  type ListNode,
  type PayNode,
  type ReplyNode,
  type StreamNode,
  type TextNode,
} from '#app/bot_kit/reply'
import { invoiceOf, type Invoice } from '#bots/telegram/invoice'
import { isPublic, keyboardOf, type ButtonGroup } from '#bots/telegram/keyboard'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import { writeWording } from '#bots/telegram/markdown'
import { MessageText } from '#bots/telegram/message_text'
import type { Upload } from '#bots/telegram/transport'

/** Nodes that are one or more messages; a stream grows and a form is a dialogue. */
export type StillNode = Exclude<ReplyNode, StreamNode | FormNode>

/** One message of a chat. */
export interface TelegramMessage {
  text: MessageText
  keyboard?: InlineKeyboardMarkup
  /** A picture above the text: its address (absolute, or of the program's own pages), or itself. */
  picture?: string | Upload
  /** A recording above the text. */
  recording?: Upload & { mediaType: string }
  file?: Upload
  /** An invoice is a message of its own kind: it has no text but its own. */
  invoice?: Invoice
}

export interface RenderOptions {
  buttons: MintedButtons
  /** Say who speaks: in a group there are several voices. */
  named: boolean
  /** What the frontend says itself, in the person's language. */
  t(key: string, data?: Record<string, unknown>): string
}

/** Draws a node as messages; the buttons are under the last. */
export function renderNode(node: StillNode, options: RenderOptions): TelegramMessage[] {
  switch (node.kind) {
    case 'text':
      return messages(textOf(node, options), [], options)
    case 'card':
      return illustrated(cardOf(node), [bag(node.buttons)], options, node.imageUrl)
    case 'list':
      return messages(listOf(node), listButtons(node), options)
    case 'choice':
      return messages(writeWording(new MessageText(), node.text), [bag(node.buttons)], options)
    case 'quote':
      return messages(
        writeWording(new MessageText(), node.text),
        [bag(node.decline ? [node.accept, node.decline] : [node.accept])],
        options
      )
    case 'pay':
      return payOf(node, options)
    case 'image':
      return imageOf(node, options)
    case 'audio':
      return audioOf(node, options)
    case 'file': {
      const caption = writeWording(new MessageText(), node.caption ?? '')
      const [first = new MessageText(), ...rest] = caption.split(TELEGRAM_LIMITS.caption)
      const file = { name: node.name, content: node.content }
      return [{ text: first, file }, ...rest.map((text) => ({ text }))]
    }
    default:
      return assertNever(node)
  }
}

/** A persona's name above what it says. */
export function writeSpeaker(into: MessageText, name: string): MessageText {
  return into.bold(name).plain('\n')
}

function textOf(node: TextNode, options: RenderOptions): MessageText {
  const text = new MessageText()
  if (node.speaker && options.named) writeSpeaker(text, node.speaker.name)
  if (node.tone === 'error') text.plain('⚠️ ')
  return writeWording(text, node.text)
}

/** What is paid in Stars is an invoice; a page to pay on is a link; Discord's goods are bought in Discord. */
function payOf(node: PayNode, options: RenderOptions): TelegramMessage[] {
  const { title, way, buttons } = node
  if (way.kind === 'stars') return [invoiceOf(node, way, options)]
  const text = writeWording(new MessageText().bold(title).plain('\n\n'), node.text)
  if (way.kind === 'sku') text.plain('\n\n').plain(options.t('telegram.pay.in_discord'))
  const link = way.kind === 'link' ? [{ label: way.label, url: way.url }] : []
  return messages(text, [bag(link), bag(buttons)], options)
}

/** Telegram has no words for those who do not see a picture, so they are its caption when there is no other. */
function imageOf(node: ImageNode, options: RenderOptions): TelegramMessage[] {
  const { source, speaker, caption, alt } = node
  const text = new MessageText()
  if (speaker && options.named) writeSpeaker(text, speaker.name)
  return illustrated(writeWording(text, caption ?? alt), [bag(node.buttons)], options, source)
}

/** The words of a recording are folded away below it. */
function audioOf(node: AudioNode, options: RenderOptions): TelegramMessage[] {
  const text = new MessageText()
  if (node.speaker && options.named) writeSpeaker(text, node.speaker.name)
  text.folded(() => text.plain(node.transcript.trim()))
  const [first = new MessageText(), ...rest] = text.split(TELEGRAM_LIMITS.caption)
  const { name, content, mediaType } = node
  return [
    { text: first, recording: { name, content, mediaType } },
    ...rest.map((piece) => ({ text: piece })),
  ]
}

function cardOf(node: CardNode): MessageText {
  const text = new MessageText().bold(node.title)
  if (node.text) writeWording(text.plain('\n\n'), node.text)
  if (node.fields?.length) text.plain('\n')
  for (const field of node.fields ?? []) {
    writeWording(text.plain('\n').bold(`${field.name}:`).plain(' '), field.value)
  }
  return footer(text, node.footer)
}

function listOf(node: ListNode): MessageText {
  const text = new MessageText().bold(node.title)
  if (node.items.length === 0) writeWording(text.plain('\n\n'), node.empty)
  for (const item of node.items) {
    text.plain('\n\n').bold(item.title)
    if (item.text) writeWording(text.plain('\n'), item.text)
  }
  return footer(text, node.footer)
}

function footer(text: MessageText, words: string | undefined): MessageText {
  if (words) text.plain('\n\n').styled('italic', () => writeWording(text, words))
  return text
}

function listButtons(node: ListNode): ButtonGroup[] {
  const labels = node.items.flatMap(({ button }) => (button ? [button.label] : []))
  // Under a message the buttons are apart from their items: alike ones have to say whose they are.
  const alike = new Set(labels).size < labels.length
  const items = node.items.flatMap(({ title, button }) =>
    button ? [{ button, label: alike ? `${button.label} · ${title}` : button.label }] : []
  )
  const { previous, next } = node.paging ?? {}
  return [items, bag([previous, next].filter((button) => button !== undefined)), bag(node.buttons)]
}

function bag(buttons: readonly ButtonLike[] = []): ButtonGroup {
  return buttons.map((button) => ({ button }))
}

/** A picture with the text as its caption, where that is short enough; else with the text below. */
function illustrated(
  text: MessageText,
  groups: readonly ButtonGroup[],
  options: RenderOptions,
  picture: TelegramMessage['picture']
): TelegramMessage[] {
  const [first, ...rest] = messages(text, groups, options)
  if (!first || picture === undefined) return first ? [first, ...rest] : []
  if (first.text.text.length <= TELEGRAM_LIMITS.caption) return [{ ...first, picture }, ...rest]
  return [{ text: new MessageText(), picture }, first, ...rest]
}

function messages(
  text: MessageText,
  groups: readonly ButtonGroup[],
  options: RenderOptions
): TelegramMessage[] {
  for (const { button } of groups.flat()) {
    if ('url' in button && !isPublic(button)) text.plain(`\n${button.label}: ${button.url}`)
  }
  const pieces = text.split(TELEGRAM_LIMITS.text)
  const keyboard = keyboardOf(groups, options.buttons)
  return pieces.map((piece, index) =>
    index === pieces.length - 1 && keyboard ? { text: piece, keyboard } : { text: piece }
  )
}
