/** Pictures, recordings and files as Discord's messages. */
import type { APIEmbed } from 'discord.js'
import type { AudioNode, FileNode, ImageNode } from '#app/bot_kit/reply'
import { rows, type Row } from '#bots/discord/components'
import type { Draft, DraftFile } from '#bots/discord/drafts'
import { clip, DISCORD } from '#bots/discord/limits'
import { picture } from '#bots/discord/pictures'
import { COLORS, type RenderContext } from '#bots/discord/render_context'
import { pieces } from '#bots/discord/text'

/** A picture by its address is embedded; one that was made for the person is an attachment, shown large. */
export async function image(node: ImageNode, context: RenderContext): Promise<Draft[]> {
  const { source, alt } = node
  const under = rows(node.buttons ?? [], context.buttons, context.appUrl)
  if (typeof source !== 'string') {
    const shown = { ...upload(source), description: clip(alt, DISCORD.attachmentDescription) }
    const room = DISCORD.content - context.reserve
    return withRows(illustrated(shown, pieces(node.caption ?? '', DISCORD.content, room)), under)
  }
  const shown = await picture(source, context.appUrl)
  const embed: APIEmbed = { color: COLORS.accent }
  // An embed has no alternative text: the words stand where everybody reads them.
  embed.description = clip(node.caption ?? alt, DISCORD.embedDescription)
  if (shown) embed.image = { url: shown.url }
  const attached = shown?.file && {
    ...shown.file,
    description: clip(alt, DISCORD.attachmentDescription),
  }
  return withRows([{ embeds: [embed], ...(attached && { files: [attached] }) }], under)
}

/** What makes the rest of a message a quotation. */
const QUOTE = '>>> '

/** A recording with its words below it, as a quotation. */
export function audio(node: AudioNode, context: RenderContext): Draft[] {
  const recording = {
    ...upload(node),
    description: clip(node.transcript.trim(), DISCORD.attachmentDescription),
  }
  const room = DISCORD.content - QUOTE.length
  const words = pieces(node.transcript, room, room - context.reserve)
  return illustrated(
    recording,
    words.map((piece) => QUOTE + piece)
  )
}

export function file(node: FileNode): Draft[] {
  const content = clip(node.caption ?? '', DISCORD.content)
  return [{ files: [upload(node)], ...(content !== '' && { content }) }]
}

/** An attachment with words; what does not fit under it follows. */
function illustrated(attached: DraftFile, [first = '', ...rest]: readonly string[]): Draft[] {
  return [{ files: [attached], content: first }, ...rest.map((content): Draft => ({ content }))]
}

function upload(from: { name: string; mediaType: string; content: Uint8Array }): DraftFile {
  return { name: from.name, data: Buffer.from(from.content), contentType: from.mediaType }
}

/** Puts rows under the last message; what does not fit stands under messages of its own. */
export function withRows(drafts: Draft[], all: readonly Row[]): Draft[] {
  if (all.length === 0) return drafts
  const last = drafts.pop() ?? { content: '\u200B' }
  const found = [...drafts, { ...last, components: all.slice(0, DISCORD.rows) }]
  for (let from = DISCORD.rows; from < all.length; from += DISCORD.rows) {
    found.push({ content: '\u200B', components: all.slice(from, from + DISCORD.rows) })
  }
  return found
}
