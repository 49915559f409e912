import { GrammyError, HttpError, type Api } from 'grammy'
import type { Message } from 'grammy/types'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import { fetchFile, kindOfMedia } from '#app/bot_kit/fetch_file'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'

/** Gives the content of a file by Telegram's name for it. */
export type ReadFile = (fileId: string, limit: number, signal: AbortSignal) => Promise<Uint8Array>

type About = Omit<InboundFile, 'read'> & { fileId: string }

/** The file of a message, if it has one that a bot can do something with. Nothing is fetched yet. */
export function fileIn(message: Message, read: ReadFile): InboundFile | null {
  const about = aboutFile(message)
  if (!about) return null
  const { fileId, ...file } = about
  return {
    ...file,
    read: async (limit, signal) => {
      if (file.size !== null && file.size > limit) throw new FileTooLarge(limit)
      return read(fileId, limit, signal)
    },
  }
}

function aboutFile(message: Message): About | null {
  const { voice, audio, photo, document } = message
  if (voice) {
    const mediaType = voice.mime_type ?? 'audio/ogg'
    return { ...common(voice, 'voice.ogg', mediaType), kind: 'voice', seconds: voice.duration }
  }
  if (audio) {
    const mediaType = audio.mime_type ?? 'audio/mpeg'
    const name = audio.file_name ?? 'audio'
    return { ...common(audio, name, mediaType), kind: 'audio', seconds: audio.duration }
  }
  // From the smallest to the largest, but nobody promises that.
  const largest = photo?.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
  if (largest) {
    return { ...common(largest, 'photo.jpg', 'image/jpeg'), kind: 'image', seconds: null }
  }
  // A GIF comes with both fields, and is looked at, not read.
  if (!document || message.animation) return null
  const mediaType = document.mime_type ?? 'application/octet-stream'
  const name = document.file_name ?? 'file'
  return { ...common(document, name, mediaType), kind: kindOfMedia(mediaType), seconds: null }
}

function common(file: { file_id: string; file_size?: number }, name: string, mediaType: string) {
  return { fileId: file.file_id, name, mediaType, size: file.file_size ?? null }
}

/** Fetches files, from wherever the Bot API is (core.telegram.org/bots/api#getfile). */
export class TelegramFiles {
  constructor(
    private readonly api: Api,
    private readonly at: { apiRoot: string; token: string; timeoutMs: number }
  ) {}

  /** @throws FileTooLarge, FileGone */
  async read(fileId: string, limit: number, signal: AbortSignal): Promise<Uint8Array> {
    const path = await this.#pathOf(fileId, limit)
    const { apiRoot, token, timeoutMs } = this.at
    const place = path.split('/').map(encodeURIComponent).join('/')
    return fetchFile(`${apiRoot}/file/bot${token}/${place}`, { limit, signal, timeoutMs })
  }

  async #pathOf(fileId: string, limit: number): Promise<string> {
    try {
      const { file_path: path } = await this.api.getFile(fileId)
      // A path of the server's own disk, as a self-hosted one in its local mode gives, is not fetched.
      if (path === undefined || path.startsWith('/') || path.split('/').includes('..')) {
        throw new FileGone('Telegram names no place to fetch the file from')
      }
      return path
    } catch (error) {
      // What failed there names the address that was called, and so the token.
      if (error instanceof HttpError) throw new Error('Telegram could not be asked for a file')
      if (!(error instanceof GrammyError) || error.error_code !== 400) throw error
      if (!/file is too big/i.test(error.description)) throw new FileGone(error.description)
      throw new FileTooLarge(Math.min(limit, TELEGRAM_LIMITS.downloadBytes))
    }
  }
}
