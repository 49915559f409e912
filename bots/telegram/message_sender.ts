import { VOICE_FORBIDDEN } from '#bots/telegram/failures'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import type { Pictures } from '#bots/telegram/pictures'
import type { TelegramMessage } from '#bots/telegram/renderer'
import type { Sent, SendOptions, Target, Transport, Upload } from '#bots/telegram/transport'

/** Sends what was rendered, in the best form that Telegram and the person take. */
export class MessageSender {
  constructor(
    private readonly transport: Transport,
    private readonly pictures: Pictures
  ) {}

  /** Answers the message's id; null when there was nothing but a picture, and that could not be had. */
  async send(
    to: Target,
    message: TelegramMessage,
    options: SendOptions
  ): Promise<Sent<number | null>> {
    if (message.invoice) {
      const { invoice, keyboard } = message
      return this.transport.sendInvoice(to, invoice, { ...options, ...(keyboard && { keyboard }) })
    }
    if (message.file) return this.#file(to, message.file, message, options)
    if (message.recording) return this.#recording(to, message.recording, message, options)
    if (typeof message.picture === 'string') {
      return this.#addressed(to, message.picture, message, options)
    }
    if (message.picture) return this.#uploaded(to, message.picture, message, options)
    return this.transport.send(to, message.text, options)
  }

  async #file(to: Target, file: Upload, { text }: TelegramMessage, options: SendOptions) {
    return idOf(await this.transport.sendFile(to, 'document', file, text, options))
  }

  /** A picture that cannot be had or is refused costs the picture, not the words. */
  async #addressed(to: Target, address: string, { text }: TelegramMessage, options: SendOptions) {
    const sent = await this.pictures.send(address, (picture) =>
      this.transport.sendFile(to, 'photo', picture, text, options)
    )
    if (sent?.ok || sent?.failure.kind === 'undelivered') return idOf(sent)
    if (text.isEmpty) return { ok: true, value: null } as const
    return this.transport.send(to, text, options)
  }

  /** A picture that was made for the person has to arrive: what Telegram takes for no photo is a document. */
  async #uploaded(to: Target, picture: Upload, message: TelegramMessage, options: SendOptions) {
    if (picture.content.byteLength > TELEGRAM_LIMITS.photoBytes) {
      return this.#file(to, picture, message, options)
    }
    const sent = await this.transport.sendFile(to, 'photo', picture, message.text, options)
    if (sent.ok || sent.failure.kind !== 'refused') return idOf(sent)
    return this.#file(to, picture, message, options)
  }

  /**
   * A voice message is Ogg with Opus (core.telegram.org/bots/api#sendvoice); music players take MP3. Who forbids
   * voice messages gets the recording as a file.
   */
  async #recording(
    to: Target,
    recording: Upload & { mediaType: string },
    message: TelegramMessage,
    options: SendOptions
  ) {
    const voice = /^audio\/(ogg|opus)\b/i.test(recording.mediaType)
    const kind = voice ? 'voice' : 'audio'
    const sent = await this.transport.sendFile(to, kind, recording, message.text, options)
    if (sent.ok) return idOf(sent)
    const { failure } = sent
    const unwanted = VOICE_FORBIDDEN.test(failure.description) || failure.kind === 'refused'
    return unwanted ? this.#file(to, recording, message, options) : idOf(sent)
  }
}

function idOf(sent: Sent<{ messageId: number }>): Sent<number> {
  return sent.ok ? { ok: true, value: sent.value.messageId } : sent
}
