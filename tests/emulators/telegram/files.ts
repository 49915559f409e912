/** Files on Telegram's servers: what people and the bot have sent, and the bot's ways to fetch it. */
import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { ApiError, badRequest } from '#tests/emulators/telegram/errors'
import {
  isRecord,
  type UploadedFile,
  type WireFile,
  type WireMessage,
} from '#tests/emulators/telegram/wire'

/** What a bot may upload, bytes (core.telegram.org/bots/api#sending-files). */
export const UPLOAD_LIMITS = { photo: 10 * 1024 * 1024, file: 50 * 1024 * 1024 } as const

/** What a bot may fetch, bytes (core.telegram.org/bots/api#getfile). */
const DOWNLOAD_LIMIT = 20 * 1024 * 1024

/** A file as somebody sends it from an app. */
export interface SentByPerson {
  as: 'voice' | 'audio' | 'photo' | 'document'
  bytes: Uint8Array
  name?: string
  mediaType?: string
  seconds?: number
}

/** A file as the bot gave it: its bytes, or an address or an id whose bytes are not looked at. */
interface Received {
  name: string
  bytes: Uint8Array | null
}

interface Stored {
  path: string
  bytes: Uint8Array
}

export class Files {
  readonly #byId = new Map<string, Stored>()
  #count = 0
  /** What was downloaded, by file path. */
  readonly downloads: string[] = []

  /** An upload, within the limit. An address is never fetched: hosts without a dot are refused, as in links. */
  received(value: unknown, most: number): Received {
    if (isUpload(value)) {
      if (value.size === 0) throw badRequest('file must be non-empty')
      if (value.size > most) throw new ApiError(413, 'Request Entity Too Large')
      return { name: value.name, bytes: value.bytes }
    }
    const address = String(value)
    if (!/^https?:/.test(address)) {
      const known = this.#byId.get(address)
      if (!known) throw badRequest('wrong remote file identifier specified: Wrong string length')
      return { name: address, bytes: known.bytes }
    }
    if (!new URL(address).hostname.includes('.')) {
      throw badRequest('wrong type of the web page content')
    }
    return { name: 'file', bytes: null }
  }

  describe({ bytes }: Received): WireFile {
    return this.#keep('documents/file', bytes ?? new Uint8Array(1))
  }

  /** What a message holds of a file that a person sends. */
  sent(file: SentByPerson): Partial<WireMessage> {
    const { as, bytes, name, mediaType, seconds = 3 } = file
    switch (as) {
      case 'photo': {
        const thumbnail = this.#keep('photos/file', bytes.subarray(0, 10), '.jpg')
        const whole = this.#keep('photos/file', bytes, '.jpg')
        return {
          photo: [
            { ...thumbnail, width: 90, height: 90 },
            { ...whole, width: 1280, height: 1280 },
          ],
        }
      }
      case 'voice': {
        const voice = this.#keep('voice/file', bytes, '.oga')
        return { voice: { ...voice, duration: seconds, mime_type: mediaType ?? 'audio/ogg' } }
      }
      case 'audio': {
        const audio = { ...this.#keep('music/file', bytes, '.mp3'), duration: seconds }
        return { audio: { ...audio, ...named(name, mediaType ?? 'audio/mpeg') } }
      }
      case 'document':
        return { document: { ...this.#keep('documents/file', bytes), ...named(name, mediaType) } }
    }
  }

  /** The bytes of a file that somebody sent. */
  contentOf(file: WireFile | undefined): Uint8Array {
    const stored = this.#byId.get(file?.file_id ?? '')
    if (!stored) throw new Error('Telegram has no such file')
    return stored.bytes
  }

  /** Telegram no longer has the file: getFile still answers, its address does not. */
  forget(fileId: string): void {
    const stored = this.#byId.get(fileId)
    if (stored) this.#byId.set(fileId, { ...stored, path: `gone/${stored.path}` })
  }

  place(fileId: string): WireFile & { file_path: string } {
    const stored = this.#byId.get(fileId)
    if (!stored) throw badRequest('wrong file_id or the file is temporarily unavailable')
    if (stored.bytes.length > DOWNLOAD_LIMIT) throw badRequest('file is too big')
    return {
      file_id: fileId,
      file_unique_id: fileId.slice(0, 12),
      file_size: stored.bytes.length,
      file_path: stored.path,
    }
  }

  /** `GET /file/bot<token>/<file_path>`. */
  serve(url: URL, token: string, response: ServerResponse): void {
    const [, given, path = ''] = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname) ?? []
    const stored = [...this.#byId.values()].find((file) => file.path === decodeURIComponent(path))
    if (given !== token || !stored || stored.path.startsWith('gone/')) {
      response.writeHead(given === token ? 404 : 401, { 'content-type': 'application/json' })
      response.end('{"ok":false,"error_code":404,"description":"Not Found"}')
      return
    }
    this.downloads.push(stored.path)
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': stored.bytes.length,
    })
    response.end(stored.bytes)
  }

  #keep(folder: string, bytes: Uint8Array, extension = ''): WireFile {
    const id = `AgACAgIA-${randomUUID()}`
    this.#byId.set(id, { path: `${folder}_${this.#count++}${extension}`, bytes })
    return { file_id: id, file_unique_id: id.slice(-12), file_size: bytes.length }
  }
}

function named(name: string | undefined, mediaType: string | undefined) {
  return {
    ...(name !== undefined && { file_name: name }),
    ...(mediaType !== undefined && { mime_type: mediaType }),
  }
}

const isUpload = (value: unknown): value is UploadedFile => isRecord(value) && 'bytes' in value

const beginsWith = (bytes: Uint8Array, ...start: number[]) =>
  start.every((byte, index) => bytes[index] === byte)

/** PNG, JPEG or WebP, by their first bytes. */
export function isPicture(bytes: Uint8Array): boolean {
  return (
    beginsWith(bytes, 0x89, 0x50, 0x4e, 0x47) ||
    beginsWith(bytes, 0xff, 0xd8, 0xff) ||
    beginsWith(bytes, 0x52, 0x49, 0x46, 0x46)
  )
}

/** "OggS". */
export function isOgg(bytes: Uint8Array): boolean {
  return beginsWith(bytes, 0x4f, 0x67, 0x67, 0x53)
}
