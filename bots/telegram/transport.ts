import type { LoggerService } from '@adonisjs/core/types'
import { InputFile, type Api } from 'grammy'
import type { ForceReply, InlineKeyboardMarkup, MessageEntity, PhotoSize } from 'grammy/types'
import type { ApiClients } from '#bots/telegram/api_client'
import { describeError, failureOf, type Failure } from '#bots/telegram/failures'
import type { Invoice } from '#bots/telegram/invoice'
import type { MessageText } from '#bots/telegram/message_text'

export type Sent<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** A chat, or a topic of one. */
export interface Target {
  chatId: number
  threadId?: number
}

export interface SendOptions {
  markup?: InlineKeyboardMarkup | ForceReply
  /** The message that this one answers; it is sent all the same when that one is gone. */
  replyTo?: number
}

export interface Upload {
  name: string
  content: Uint8Array
}

/** A picture: an address that Telegram fetches, its own id of one, or the bytes. */
export type Picture = string | Upload

/** The currency of digital goods in Telegram (core.telegram.org/bots/payments-stars). */
const STARS = 'XTR'

/** As what a file is shown. */
export type FileKind = 'photo' | 'document' | 'voice' | 'audio'

export interface SentFile {
  messageId: number
  /** By which Telegram knows a picture from now on. */
  fileId: string | undefined
}

/** What the bot does in chats. What Telegram makes of it is an outcome; only bugs are thrown. */
export class Transport {
  constructor(
    private readonly clients: ApiClients,
    private readonly logger: LoggerService
  ) {}

  /** Sends a message that must arrive. Answers its id. */
  async send(to: Target, text: MessageText, options: SendOptions = {}): Promise<Sent<number>> {
    return this.#mending(text, (entities) =>
      this.#patiently(async (api) => {
        const message = await api.sendMessage(to.chatId, text.text, {
          ...place(to),
          ...markup(options),
          entities,
          link_preview_options: { is_disabled: true },
        })
        return message.message_id
      })
    )
  }

  /**
   * Asks for Stars. Copies that are forwarded lead to the bot instead of being paid by others. One that was sent twice
   * does no harm: an order is paid once.
   */
  async sendInvoice(
    to: Target,
    { title, description, payload, stars }: Invoice,
    options: Pick<SendOptions, 'replyTo'> & { keyboard?: InlineKeyboardMarkup } = {}
  ): Promise<Sent<number>> {
    const price = { label: title, amount: stars }
    return this.#patiently(async (api) => {
      const message = await api.sendInvoice(
        to.chatId,
        title,
        description,
        payload,
        STARS,
        [price],
        {
          provider_token: '',
          start_parameter: 'buy',
          ...place(to),
          ...reply(options),
          ...(options.keyboard && { reply_markup: options.keyboard }),
        }
      )
      return message.message_id
    })
  }

  /**
   * Says whether a payment may go on; Telegram waits 10 s for it.
   * @param refusal why it may not, for the person to read
   */
  async answerCheckout(queryId: string, refusal?: string): Promise<Sent<unknown>> {
    return this.#promptly((api) =>
      refusal === undefined
        ? api.answerPreCheckoutQuery(queryId, true)
        : api.answerPreCheckoutQuery(queryId, false, { error_message: refusal })
    )
  }

  /** Sends the first part of a message that will grow. */
  async sendEarly(to: Target, text: MessageText, options: SendOptions): Promise<Sent<number>> {
    return this.#promptly(async (api) => {
      const message = await api.sendMessage(to.chatId, text.text, {
        ...place(to),
        ...markup(options),
        entities: text.entities,
        link_preview_options: { is_disabled: true },
      })
      return message.message_id
    })
  }

  async edit(
    to: Target,
    messageId: number,
    text: MessageText,
    keyboard?: InlineKeyboardMarkup
  ): Promise<Sent<unknown>> {
    return this.#mending(text, (entities) =>
      this.#patiently((api) => editText(api, to, messageId, text.text, entities, keyboard))
    )
  }

  /** An edit under way: when it fails, the next one says it all. */
  async editEarly(to: Target, messageId: number, text: MessageText): Promise<Sent<unknown>> {
    return this.#promptly((api) => editText(api, to, messageId, text.text, text.entities))
  }

  /** Shows a draft (core.telegram.org/bots/api#sendmessagedraft); in private chats alone. */
  async draft(to: Target, draftId: number, text: MessageText): Promise<Sent<unknown>> {
    return this.#promptly((api) =>
      api.sendMessageDraft(to.chatId, draftId, text.text, { ...place(to), entities: text.entities })
    )
  }

  async remove(to: Target, messageId: number): Promise<Sent<unknown>> {
    return this.#patiently((api) => api.deleteMessage(to.chatId, messageId))
  }

  /**
   * Who administers a group, by their ids (core.telegram.org/bots/api#getchatadministrators; it works for a bot that is
   * a plain member). Null when Telegram does not say.
   */
  async administrators(to: Target): Promise<readonly number[] | null> {
    const asked = await this.#promptly((api) => api.getChatAdministrators(to.chatId))
    return asked.ok ? asked.value.map(({ user }) => user.id) : null
  }

  /** Takes the buttons off a message. */
  async removeKeyboard(to: Target, messageId: number): Promise<Sent<unknown>> {
    return this.#promptly((api) => api.editMessageReplyMarkup(to.chatId, messageId))
  }

  /** Sends a file with a caption that must arrive. */
  async sendFile(
    to: Target,
    kind: FileKind,
    file: Picture,
    caption: MessageText,
    options: SendOptions = {}
  ): Promise<Sent<SentFile>> {
    const about = {
      ...place(to),
      ...markup(options),
      caption: caption.text,
      caption_entities: caption.entities,
    }
    return this.#patiently(async (api) => {
      const message = await sendAs(api, kind, to.chatId, fileOf(file), about)
      return { messageId: message.message_id, fileId: message.photo?.at(-1)?.file_id }
    })
  }

  async typing(to: Target): Promise<void> {
    await this.#promptly((api) => api.sendChatAction(to.chatId, 'typing', place(to)))
  }

  /** Ends the wait that a pressed button shows, with a note or an alert. */
  async answerPress(
    queryId: string,
    note?: { text: string; alert: boolean }
  ): Promise<Sent<unknown>> {
    return this.#promptly((api) =>
      api.answerCallbackQuery(queryId, note && { text: note.text, show_alert: note.alert })
    )
  }

  /** Formatting that Telegram refuses costs the formatting, not the message. */
  async #mending<T>(
    text: MessageText,
    send: (entities: MessageEntity[] | undefined) => Promise<Sent<T>>
  ): Promise<Sent<T>> {
    const sent = await send(text.entities)
    if (sent.ok || sent.failure.kind !== 'refused') return sent
    return send(undefined)
  }

  async #patiently<T>(run: (api: Api) => Promise<T>): Promise<Sent<T>> {
    const sent = await this.#try(() => run(this.clients.patient))
    if (!sent.ok && (sent.failure.kind === 'refused' || sent.failure.kind === 'rate_limited')) {
      this.logger.warn({ failure: sent.failure }, 'Telegram did not take a message')
    }
    return sent
  }

  async #promptly<T>(run: (api: Api) => Promise<T>): Promise<Sent<T>> {
    return this.#try(() => run(this.clients.prompt))
  }

  async #try<T>(run: () => Promise<T>): Promise<Sent<T>> {
    try {
      return { ok: true, value: await run() }
    } catch (error) {
      const failure = failureOf(error)
      if (failure) return { ok: false, failure }
      this.logger.error(describeError(error), 'a call to Telegram broke')
      throw error
    }
  }
}

function place(to: Target): { message_thread_id?: number } {
  return to.threadId === undefined ? {} : { message_thread_id: to.threadId }
}

function markup(options: SendOptions) {
  return { ...(options.markup && { reply_markup: options.markup }), ...reply(options) }
}

function reply(options: Pick<SendOptions, 'replyTo'>) {
  return {
    ...(options.replyTo !== undefined && {
      reply_parameters: { message_id: options.replyTo, allow_sending_without_reply: true },
    }),
  }
}

function editText(
  api: Api,
  to: Target,
  messageId: number,
  text: string,
  entities: MessageEntity[] | undefined,
  keyboard?: InlineKeyboardMarkup
) {
  return api.editMessageText(to.chatId, messageId, text, {
    entities,
    link_preview_options: { is_disabled: true },
    ...(keyboard && { reply_markup: keyboard }),
  })
}

function sendAs(
  api: Api,
  kind: FileKind,
  chatId: number,
  file: InputFile | string,
  about: { caption: string; caption_entities: MessageEntity[] }
): Promise<{ message_id: number; photo?: PhotoSize[] }> {
  switch (kind) {
    case 'photo':
      return api.sendPhoto(chatId, file, about)
    case 'document':
      return api.sendDocument(chatId, file, about)
    case 'voice':
      return api.sendVoice(chatId, file, about)
    case 'audio':
      return api.sendAudio(chatId, file, about)
  }
}

function fileOf(file: Picture): InputFile | string {
  return typeof file === 'string' ? file : new InputFile(file.content, file.name)
}
