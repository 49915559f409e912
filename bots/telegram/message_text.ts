import type { MessageEntity } from 'grammy/types'
import { cutAt } from '#app/bot_kit/split'

/** Styles that need nothing but their place in the text. */
type PlainStyle = 'bold' | 'italic' | 'strikethrough' | 'code'

/**
 * A text with its formatting as Telegram's entities. Entities need no escaping, and their offsets count
 * UTF-16 units, as JavaScript's strings do (core.telegram.org/bots/api#messageentity).
 */
export class MessageText {
  #text = ''
  #entities: MessageEntity[] = []
  #quoting = false

  get text(): string {
    return this.#text
  }

  /** Outer entities before inner ones, as Telegram orders them. */
  get entities(): MessageEntity[] {
    return this.#entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length)
  }

  get isEmpty(): boolean {
    return this.#text.trim() === ''
  }

  plain(text: string): this {
    this.#text += text
    return this
  }

  bold(text: string): this {
    return this.styled('bold', () => this.plain(text))
  }

  italic(text: string): this {
    return this.styled('italic', () => this.plain(text))
  }

  /** Adds another text with its formatting. */
  append(other: MessageText): this {
    const from = this.#text.length
    this.#text += other.#text
    for (const entity of other.#entities) {
      this.#entities.push({ ...entity, offset: entity.offset + from })
    }
    return this
  }

  /** Whatever `write` adds gets a style. */
  styled(type: PlainStyle, write: () => void): this {
    return this.#mark(write, (place) => ({ type, ...place }))
  }

  /** A block quotation. Telegram has none within another, so an inner one is part of the outer. */
  quote(write: () => void): this {
    if (this.#quoting) {
      write()
      return this
    }
    this.#quoting = true
    this.#mark(write, (place) => ({ type: 'blockquote', ...place }))
    this.#quoting = false
    return this
  }

  /** A block quotation that shows its first lines until it is opened. */
  folded(write: () => void): this {
    return this.#mark(write, (place) => ({ type: 'expandable_blockquote', ...place }))
  }

  link(url: string, write: () => void): this {
    return this.#mark(write, (place) => ({ type: 'text_link', url, ...place }))
  }

  codeBlock(text: string, language: string | undefined): this {
    return this.#mark(
      () => this.plain(text),
      (place) => ({ type: 'pre', ...(language ? { language } : {}), ...place })
    )
  }

  #mark(
    write: () => void,
    entity: (place: { offset: number; length: number }) => MessageEntity
  ): this {
    const offset = this.#text.length
    write()
    const length = this.#text.slice(offset).trimEnd().length
    if (length > 0) this.#entities.push(entity({ offset, length }))
    return this
  }

  /** Cuts a text that is longer than `limit` where a reader would pause; formatting goes on behind a cut. */
  split(limit: number): MessageText[] {
    if (this.#text.length <= limit) return [this]
    const pieces: MessageText[] = []
    let from = 0
    while (from < this.#text.length) {
      const to = from + cutAt(this.#text.slice(from), limit)
      const piece = this.#slice(from, to)
      if (!piece.isEmpty) pieces.push(piece)
      from = to
      while (/\s/.test(this.#text.charAt(from))) from++
    }
    return pieces
  }

  #slice(from: number, to: number): MessageText {
    const piece = new MessageText()
    piece.#text = this.#text.slice(from, to).trimEnd()
    const end = from + piece.#text.length
    for (const entity of this.#entities) {
      const start = Math.max(entity.offset, from)
      const length = Math.min(entity.offset + entity.length, end) - start
      if (length > 0) piece.#entities.push({ ...entity, offset: start - from, length })
    }
    return piece
  }
}
