import type { FormKey } from '#app/bot_kit/forms'
import type { Delivery, Drawn, FormNode, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import type { Drawing, Surface } from '#app/bot_kit/surface'
import type { TelegramSettings } from '#config/telegram'
import { DraftCanvas, EditCanvas } from '#bots/telegram/canvas'
import { undeliveredReason, type Failure } from '#bots/telegram/failures'
import type { FormDialogue, FormPlace } from '#bots/telegram/form_dialogue'
import type { Translated } from '#bots/telegram/inbound'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import type { MessageSender } from '#bots/telegram/message_sender'
import { MessageText } from '#bots/telegram/message_text'
import { renderNode, type StillNode, type TelegramMessage } from '#bots/telegram/renderer'
import { StreamPainter } from '#bots/telegram/stream'
import type { Sent, Target, Transport } from '#bots/telegram/transport'
import { Typing } from '#bots/telegram/typing'

export interface SurfaceServices {
  transport: Transport
  forms: FormDialogue
  sender: MessageSender
  settings: TelegramSettings
  /** The bot's name, for links to its private chat. Asked when there is such a link to make. */
  username(): Promise<string>
  t(locale: string | undefined, key: string, data?: Record<string, unknown>): string
}

/** Whom a surface is the way to: the sender of an update, or somebody to whom the program speaks first. */
export type Addressee = Pick<Translated, 'sender' | 'userId' | 'place' | 'target' | 'queryId'> &
  Partial<Pick<Translated, 'messageId'>>

/** The way to one person: back to the sender of one update, or out to somebody who has not just said something. */
export class TelegramSurface implements Surface {
  readonly #typing: Typing
  readonly #group: boolean
  /** The press that waits for its answer. */
  #query: string | undefined
  /** In a group the first message answers the person's. */
  #replyTo: number | undefined
  /** Once something of a private answer was said in the room, the rest goes there too. */
  #openly = false

  constructor(
    private readonly services: SurfaceServices,
    private readonly update: Addressee
  ) {
    this.#group = update.place.kind === 'group'
    this.#query = update.queryId
    this.#replyTo = this.#group && update.queryId === undefined ? update.messageId : undefined
    this.#typing = new Typing(
      () => services.transport.typing(update.target),
      services.settings.typingDelayMs
    )
  }

  /** Where a form of this person is kept, and asked. */
  get formPlace(): FormPlace {
    const { place, sender, target } = this.update
    return this.#formPlaceAt(target, {
      frontend: 'telegram',
      place: place.id,
      platformId: sender.platformId,
    })
  }

  async acknowledge(): Promise<void> {
    this.#typing.start()
    // In a group the answer to a press may be an alert for the presser alone, which is told in it.
    if (!this.#group) this.answerPress()
  }

  /** Ends the wait that a pressed button shows; once. */
  answerPress(note?: { text: string; alert: boolean }): void {
    if (this.#query === undefined) return
    void this.services.transport.answerPress(this.#query, note).catch(() => undefined)
    this.#query = undefined
  }

  /** The turn is over. */
  close(): void {
    this.#typing.stop()
    this.answerPress()
  }

  async draw(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn> {
    this.#typing.stop()
    if (this.#group && drawing.private && !this.#openly) return this.#drawPrivately(node, drawing)
    const drawn = await this.#drawAt(this.update.target, node, drawing)
    this.answerPress()
    return drawn
  }

  async stream(node: StreamNode, signal: AbortSignal): Promise<Delivery> {
    const { transport, settings } = this.services
    this.#typing.start()
    this.answerPress()
    const painter = new StreamPainter({
      canvas: (first) => {
        const options = first ? this.#takeReply() : {}
        return this.#group
          ? new EditCanvas(transport, this.update.target, options, () =>
              this.#t('telegram.stream.broken')
            )
          : new DraftCanvas(transport, this.update.target, options)
      },
      speaker: this.#group ? (node.speaker?.name ?? null) : null,
      firstMs: settings.firstDraftMs,
      intervalMs: this.#group ? settings.editIntervalMs : settings.draftIntervalMs,
      refreshMs: this.#group ? null : settings.draftRefreshMs,
      onShown: () => this.#typing.stop(),
    })
    try {
      return await painter.paint(node, signal)
    } finally {
      this.#typing.stop()
    }
  }

  /**
   * A group has no message for one person's eyes. A short note about a press becomes its alert, what went
   * wrong is said in the room, and the rest goes to the person's private chat.
   */
  async #drawPrivately(node: Exclude<ReplyNode, StreamNode>, drawing: Drawing): Promise<Drawn> {
    if (node.kind === 'text' && node.tone === 'error') {
      this.#openly = true
      if (this.#query === undefined || node.text.length > TELEGRAM_LIMITS.callbackAnswer) {
        return this.draw(node, drawing)
      }
      this.answerPress({ text: node.text, alert: true })
      return { outcome: 'drawn', messageIds: [] }
    }
    const drawn = await this.#drawAt({ chatId: this.update.userId }, node, {
      ...drawing,
      replaces: false,
    })
    if (drawn.outcome === 'drawn') {
      this.answerPress({ text: this.#t('telegram.private.sent'), alert: false })
      return drawn
    }
    return drawn.reason === 'blocked' || drawn.reason === 'gone' ? this.#inviteToPrivate() : drawn
  }

  /** A bot cannot write first: the person has to open the private chat. */
  async #inviteToPrivate(): Promise<Drawn> {
    this.#openly = true
    const username = await this.services.username().catch(() => null)
    if (username === null) return { outcome: 'undelivered', reason: 'outage' }
    const url = `https://t.me/${username}`
    const sent = await this.services.transport.send(
      this.update.target,
      new MessageText().plain(this.#t('telegram.private.open_first')),
      {
        ...this.#takeReply(),
        markup: { inline_keyboard: [[{ text: this.#t('telegram.private.open'), url }]] },
      }
    )
    this.answerPress()
    return sent.ok
      ? { outcome: 'drawn', messageIds: [String(sent.value)] }
      : undelivered(sent.failure)
  }

  async #drawAt(
    to: Target,
    node: Exclude<ReplyNode, StreamNode>,
    drawing: Drawing
  ): Promise<Drawn> {
    return node.kind === 'form'
      ? this.#drawForm(to, node, drawing)
      : this.#drawStill(to, node, drawing)
  }

  async #drawForm(to: Target, node: FormNode, drawing: Drawing): Promise<Drawn> {
    const submit = drawing.buttons.get(node.submit)
    if (submit === undefined) throw new Error(`The form "${node.title}" has no submit button`)
    const { sender, place } = this.update
    const id = to === this.update.target ? place.id : String(to.chatId)
    return this.services.forms.begin(
      this.#formPlaceAt(to, { frontend: 'telegram', place: id, platformId: sender.platformId }),
      node,
      submit
    )
  }

  async #drawStill(to: Target, node: StillNode, drawing: Drawing): Promise<Drawn> {
    const messages = renderNode(node, {
      buttons: drawing.buttons,
      named: this.#group,
      t: (key, data) => this.#t(key, data),
    })
    const messageIds: string[] = []
    for (const [index, message] of messages.entries()) {
      const replace = drawing.replaces && index === 0 && messages.length === 1
      const sent = replace ? await this.#replace(to, message) : await this.#send(to, message)
      if (!sent.ok) return undelivered(sent.failure)
      if (sent.value !== null) messageIds.push(String(sent.value))
    }
    return { outcome: 'drawn', messageIds }
  }

  /** Puts a message in the place of the one whose button was pressed, where that can be. */
  async #replace(to: Target, message: TelegramMessage): Promise<Sent<number | null>> {
    const { messageId, queryId } = this.update
    if (queryId === undefined || messageId === undefined || !isPlain(message))
      return this.#send(to, message)
    const edited = await this.services.transport.edit(to, messageId, message.text, message.keyboard)
    if (edited.ok || edited.failure.kind === 'not_modified') return { ok: true, value: messageId }
    return edited.failure.kind === 'undelivered' ? edited : this.#send(to, message)
  }

  async #send(to: Target, message: TelegramMessage): Promise<Sent<number | null>> {
    return this.services.sender.send(to, message, {
      ...(to === this.update.target && this.#takeReply()),
      ...(message.keyboard && { markup: message.keyboard }),
    })
  }

  #takeReply(): { replyTo?: number } {
    const replyTo = this.#replyTo
    this.#replyTo = undefined
    return replyTo === undefined ? {} : { replyTo }
  }

  #formPlaceAt(to: Target, key: FormKey): FormPlace {
    const { queryId, messageId } = this.update
    const inRoom = this.#group && to === this.update.target
    return {
      key,
      to,
      group: inRoom,
      ...(inRoom && queryId === undefined && messageId !== undefined && { replyTo: messageId }),
      t: (text, data) => this.#t(text, data),
    }
  }

  #t(key: string, data?: Record<string, unknown>): string {
    return this.services.t(this.update.sender.locale, key, data)
  }
}

/** Text alone can take the place of another text. */
function isPlain({ picture, file, recording, invoice }: TelegramMessage): boolean {
  return !picture && !file && !recording && !invoice
}

function undelivered(failure: Failure): Drawn {
  return { outcome: 'undelivered', reason: undeliveredReason(failure) }
}
