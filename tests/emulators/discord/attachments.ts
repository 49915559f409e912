/** Files of messages: what Discord refuses of an upload, and where it serves what was taken. */
import { ApiError, FormErrors } from '#tests/emulators/discord/errors'
import type { UploadedFile } from '#tests/emulators/discord/http'
import { asList, asNumber, asObject, asText, type Json } from '#tests/emulators/discord/json'
import type { World, WorldAttachment, WorldMessage } from '#tests/emulators/discord/world'

/** One file of a bot, bytes (docs.discord.com/developers/reference#uploading-files). */
const FILE_LIMIT = 10 * 1024 * 1024
const FILES_PER_MESSAGE = 10
/** docs.discord.com/developers/resources/message#attachment-object */
const DESCRIPTION_LIMIT = 1024

/** The attachments that a body with these files makes. */
export function attached(body: Json, files: readonly UploadedFile[]): WorldAttachment[] {
  if (files.some((file) => file.bytes.length > FILE_LIMIT)) {
    throw new ApiError(413, 40005, 'Request entity too large')
  }
  const errors = new FormErrors()
  errors.require(files.length <= FILES_PER_MESSAGE, 'files', 'Must be 10 or fewer in length.')
  const about = asList(body.attachments).map(asObject)
  for (const [index, one] of about.entries()) {
    const at = `attachments.${index}`
    const description = asText(one.description)
    errors.require(
      description.length <= DESCRIPTION_LIMIT,
      `${at}.description`,
      'Must be 1024 or fewer in length.'
    )
    errors.require(/^\d+$/.test(asText(one.id)), `${at}.id`, 'Value is not snowflake.')
    const known = files.some((file) => file.index === idOf(one))
    errors.require(known, `${at}.id`, 'There is no file with this number.')
  }
  errors.throwIfAny()
  return files.map(({ filename, bytes, contentType, index }) => {
    const description = asText(about.find((one) => idOf(one) === index)?.description)
    return {
      filename,
      bytes,
      size: bytes.length,
      ...(contentType !== undefined && { contentType }),
      ...(description !== '' && { description }),
    }
  })
}

function idOf(attachment: Json): number {
  return typeof attachment.id === 'string' ? Number(attachment.id) : asNumber(attachment.id, -1)
}

export function attachmentJson(world: World, message: WorldMessage, index: number): Json {
  const file = message.attachments[index]
  if (!file) return {}
  const place = `attachments/${message.channelId}/${message.id}${index}/${file.filename}`
  const url = file.url ?? `${world.cdnRoot}/${place}?ex=6900&is=68ff&hm=0f0f`
  return {
    id: `${message.id}${index}`,
    filename: file.filename,
    size: file.claimedSize ?? file.size,
    url,
    proxy_url: url,
    ...(file.contentType !== undefined && { content_type: file.contentType }),
    ...(file.description !== undefined && { description: file.description }),
    ...(file.seconds !== undefined && { duration_secs: file.seconds, waveform: 'AAAA' }),
  }
}

/** What the content network serves at an address; null for one that is unknown or not signed. */
export function fileAt(world: World, url: URL): WorldAttachment | null {
  const [, channelId = '', id = ''] = /^\/attachments\/(\d+)\/(\d+)\//.exec(url.pathname) ?? []
  if (!url.searchParams.has('hm')) return null
  const message = world.channels.get(channelId)?.messages.get(id.slice(0, -1))
  return message?.attachments[Number(id.slice(-1))] ?? null
}
