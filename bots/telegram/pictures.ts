import { basename } from 'node:path'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'
import type { Picture, Sent, SentFile } from '#bots/telegram/transport'

/** Reading one of the program's own pictures takes no longer than this, milliseconds. */
const READ_TIMEOUT_MS = 5_000

/** So many pictures are known by Telegram's own name for them. */
const KEPT = 500

/** The pictures of messages, by their address. */
export class Pictures {
  /** Telegram's file ids of pictures that were uploaded: they need not be again. */
  readonly #fileIds = new Map<string, string>()

  constructor(private readonly appUrl: string) {}

  /** Sends a picture in the cheapest form that there is. Null when it cannot be had. */
  async send(
    address: string,
    send: (picture: Picture) => Promise<Sent<SentFile>>
  ): Promise<Sent<SentFile> | null> {
    const fileId = this.#fileIds.get(address)
    const picture = fileId ?? (await this.#find(address))
    if (picture === null) return null
    const sent = await send(picture)
    if (sent.ok && typeof picture !== 'string') this.#keep(address, sent.value.fileId)
    if (!sent.ok && fileId !== undefined) this.#fileIds.delete(address)
    return sent
  }

  #keep(address: string, fileId: string | undefined): void {
    if (fileId === undefined) return
    const oldest = this.#fileIds.keys().next()
    if (this.#fileIds.size >= KEPT && !oldest.done) this.#fileIds.delete(oldest.value)
    this.#fileIds.set(address, fileId)
  }

  /** Telegram may not reach the program's own pages, so their pictures are uploaded; others it fetches itself. */
  async #find(address: string): Promise<Picture | null> {
    if (!URL.canParse(address, this.appUrl)) return null
    const url = new URL(address, this.appUrl)
    if (url.origin !== new URL(this.appUrl).origin)
      return url.protocol === 'https:' ? url.href : null
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) })
      // Telegram draws no SVG.
      if (!response.ok || !/^image\/(?!svg)/.test(response.headers.get('content-type') ?? ''))
        return null
      const content = new Uint8Array(await response.arrayBuffer())
      if (content.length === 0 || content.length > TELEGRAM_LIMITS.photoBytes) return null
      return { name: basename(url.pathname) || 'picture', content }
    } catch {
      // Our own page does not answer: a picture is not worth the message.
      return null
    }
  }
}
