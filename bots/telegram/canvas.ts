import { randomInt } from 'node:crypto'
import { fenceMark, openFence } from '#app/bot_kit/split'
import { writeMarkdown } from '#bots/telegram/markdown'
import { MessageText } from '#bots/telegram/message_text'
import { writeSpeaker } from '#bots/telegram/renderer'
import type { SendOptions, Sent, Target, Transport } from '#bots/telegram/transport'

/** Where one message of a growing answer is shown. */
export interface Canvas {
  /** Shows what there is so far. A failure is told, not mended: the next call says it all again. */
  show(text: MessageText): Promise<Sent<unknown>>
  /** Makes it a message that stays, and answers its id. */
  finish(text: MessageText): Promise<Sent<number>>
  /** Takes back what was shown, or says under it that it is broken. */
  withdraw(): Promise<void>
}

/** In private chats an answer grows as a draft, which is gone by itself unless a message follows. */
export class DraftCanvas implements Canvas {
  /** Not zero; drafts with one id are one draft to the person who looks on. */
  readonly #draftId = randomInt(1, 2 ** 31)
  #messageId: number | null = null

  constructor(
    private readonly transport: Transport,
    private readonly to: Target,
    private readonly options: SendOptions
  ) {}

  show(text: MessageText): Promise<Sent<unknown>> {
    return this.transport.draft(this.to, this.#draftId, text)
  }

  async finish(text: MessageText): Promise<Sent<number>> {
    const sent = await this.transport.send(this.to, text, this.options)
    if (sent.ok) this.#messageId = sent.value
    return sent
  }

  async withdraw(): Promise<void> {
    if (this.#messageId !== null) await this.transport.remove(this.to, this.#messageId)
  }
}

/** In groups there are no drafts: a message is sent and edited. */
export class EditCanvas implements Canvas {
  #messageId: number | null = null
  #shown: MessageText | null = null

  constructor(
    private readonly transport: Transport,
    private readonly to: Target,
    private readonly options: SendOptions,
    /** Said under an answer that broke off and cannot be deleted. */
    private readonly brokenNote: () => string
  ) {}

  async show(text: MessageText): Promise<Sent<unknown>> {
    if (this.#messageId === null) {
      const sent = await this.transport.sendEarly(this.to, text, this.options)
      if (!sent.ok) return sent
      this.#messageId = sent.value
      this.#shown = text
      return sent
    }
    const edited = await this.transport.editEarly(this.to, this.#messageId, text)
    if (edited.ok || edited.failure.kind === 'not_modified') this.#shown = text
    return edited
  }

  async finish(text: MessageText): Promise<Sent<number>> {
    const id = this.#messageId
    if (id === null) return this.#send(text)
    if (this.#shown && sameText(this.#shown, text)) return { ok: true, value: id }
    const edited = await this.transport.edit(this.to, id, text)
    if (edited.ok || edited.failure.kind === 'not_modified') return { ok: true, value: id }
    // Somebody deleted the message while it grew: it is said anew.
    if (edited.failure.kind === 'not_editable') return this.#send(text)
    return edited
  }

  async #send(text: MessageText): Promise<Sent<number>> {
    const sent = await this.transport.send(this.to, text, this.options)
    if (sent.ok) this.#messageId = sent.value
    return sent
  }

  async withdraw(): Promise<void> {
    if (this.#messageId === null) return
    const removed = await this.transport.remove(this.to, this.#messageId)
    if (removed.ok) return
    const broken = new MessageText().plain(this.#shown?.text ?? '').plain('\n\n')
    await this.transport.edit(this.to, this.#messageId, broken.italic(this.brokenNote()))
  }
}

function sameText(a: MessageText, b: MessageText): boolean {
  return a.text === b.text && JSON.stringify(a.entities) === JSON.stringify(b.entities)
}

/** One message's part of a streamed answer. */
export interface StreamPiece {
  source: string
  /** The code block that was open where the message before was cut. */
  fence: string | null
  /** Said above it: the name of who speaks. */
  speaker: string | null
}

/** Draws a piece; a code block that was cut begins again and ends. */
export function writePiece({ source, fence, speaker }: StreamPiece): MessageText {
  const text = new MessageText()
  if (speaker !== null) writeSpeaker(text, speaker)
  const reopened = fence === null ? source : `${fence}\n${source}`
  const open = openFence(reopened)
  writeMarkdown(text, open === null ? reopened : `${reopened}\n${fenceMark(open)}`)
  // Formatting around nothing: the marks themselves are all that there is to show.
  return text.isEmpty ? new MessageText().plain(source) : text
}
