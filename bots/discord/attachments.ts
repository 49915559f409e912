/** Files that people attach to messages. */
import { MessageFlags, type Attachment, type Message } from 'discord.js'
import { fetchFile, kindOfMedia } from '#app/bot_kit/fetch_file'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'

/** Where Discord keeps attachments (docs.discord.com/developers/reference#image-formatting). */
const CDN = new Set(['https://cdn.discordapp.com', 'https://media.discordapp.net'])

export interface AttachmentSource {
  /** A stand-in for Discord serves its files itself; the real service's API does not. */
  apiRoot: string
  /** How long it may say nothing, milliseconds. */
  timeoutMs: number
}

/** The files of a message, in order. Nothing is fetched yet. */
export function filesIn(message: Message, from: AttachmentSource): InboundFile[] {
  const spoken = message.flags.has(MessageFlags.IsVoiceMessage)
  return [...message.attachments.values()].map((attachment) => fileOf(attachment, spoken, from))
}

function fileOf(attachment: Attachment, spoken: boolean, from: AttachmentSource): InboundFile {
  const mediaType = attachment.contentType ?? 'application/octet-stream'
  const { name, size, url } = attachment
  return {
    kind: spoken ? 'voice' : kindOfMedia(mediaType),
    name,
    mediaType,
    size,
    seconds: attachment.duration ?? null,
    async read(limit, signal) {
      if (size > limit) throw new FileTooLarge(limit)
      // The address came in a message: it must not make the program call its neighbours.
      if (!isOfDiscord(url, from.apiRoot)) throw new FileGone('The file is not on Discord')
      return fetchFile(url, { limit, signal, timeoutMs: from.timeoutMs })
    },
  }
}

function isOfDiscord(url: string, apiRoot: string): boolean {
  const origin = URL.parse(url)?.origin
  if (origin === undefined || origin === 'null') return false
  return CDN.has(origin) || origin === new URL(apiRoot).origin
}
