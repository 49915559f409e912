/** Messages on their way to Discord, and what comes back read without trust. */
import type { APIEmbed, RawFile } from 'discord.js'
import type { Row } from '#bots/discord/components'

/** A file with what it shows or says, for people who do not see or hear it. */
export interface DraftFile extends RawFile {
  description?: string
}

/** A message as the renderer makes it. What is left out is empty. */
export interface Draft {
  content?: string
  embeds?: APIEmbed[]
  components?: Row[]
  files?: DraftFile[]
}

/** Nobody is ever pinged by what a model wrote. */
const NO_MENTIONS = { parse: [], replied_user: false }

export function body(draft: Draft) {
  return {
    allowed_mentions: NO_MENTIONS,
    ...(draft.content !== undefined && { content: draft.content }),
    ...(draft.embeds && { embeds: draft.embeds }),
    ...(draft.components && { components: draft.components }),
    ...(draft.files?.some((file) => file.description !== undefined) && {
      attachments: attachmentsOf(draft.files),
    }),
  }
}

/** A body that leaves nothing of what the message was before. */
export function replacing(draft: Draft) {
  return {
    allowed_mentions: NO_MENTIONS,
    content: draft.content ?? '',
    embeds: draft.embeds ?? [],
    components: draft.components ?? [],
    // Without the key the old files stay; with an empty list only the new ones are there.
    attachments: attachmentsOf(draft.files ?? []),
  }
}

/** What Discord is to know of the uploads, by their place among them; ids are texts, in its own description too. */
function attachmentsOf(files: readonly DraftFile[]) {
  return files.map(({ description }, index) => ({
    id: String(index),
    ...(description !== undefined && { description }),
  }))
}

export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

export function idOf(message: unknown): string {
  const id = property(message, 'id')
  if (typeof id !== 'string') throw new Error('Discord answered without a message id')
  return id
}

export function listOf(value: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : []
  return list
}
