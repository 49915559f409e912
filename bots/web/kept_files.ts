import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { FileTooLarge } from '#app/bot_kit/inbound'
import { WEB_LIMITS } from '#bots/web/limits'

/** A file of a conversation: one that an answer held, or one that the visitor sent. */
export interface KeptFile {
  name: string
  mediaType: string
  content: Buffer
}

/**
 * The files of the conversations. Each has an address that cannot be guessed and that opens for its visitor
 * alone; the newest of each visitor are kept, within {@link WEB_LIMITS.files} and {@link WEB_LIMITS.filesBytes}.
 */
export class KeptFiles {
  /**
   * Keeps a file under the conversation; answers its id.
   * @throws FileTooLarge over {@link WEB_LIMITS.fileBytes}
   */
  async add(
    visitorId: string,
    file: { id?: string; name: string; mediaType: string; content: Uint8Array }
  ): Promise<string> {
    if (file.content.byteLength > WEB_LIMITS.fileBytes) throw new FileTooLarge(WEB_LIMITS.fileBytes)
    const id = file.id ?? randomUUID()
    await db.rawQuery(
      `WITH visitor AS (
         INSERT INTO web_visitors (id) VALUES (:visitorId)
         ON CONFLICT (id) DO UPDATE SET seen_at = now() RETURNING id
       )
       INSERT INTO web_files (id, visitor_id, name, media_type, content)
       SELECT :id, id, :name, :mediaType, :content FROM visitor
       ON CONFLICT (id) DO NOTHING`,
      {
        id,
        visitorId,
        name: storable(file.name),
        mediaType: storable(file.mediaType),
        content: Buffer.from(file.content),
      }
    )
    await this.#trim(visitorId)
    return id
  }

  /** Null when there is none, when it is somebody else's, or when newer ones took its place. */
  async find(visitorId: string, id: string): Promise<KeptFile | null> {
    const { rows } = await db.rawQuery<{
      rows: { name: string; media_type: string; content: Buffer }[]
    }>(
      `SELECT name, media_type, content FROM web_files WHERE visitor_id = :visitorId AND id = :id`,
      { visitorId, id }
    )
    const [file] = rows
    return file ? { name: file.name, mediaType: file.media_type, content: file.content } : null
  }

  /** The newest stay, as many as fit; the one that came last always does. */
  async #trim(visitorId: string): Promise<void> {
    await db.rawQuery(
      `DELETE FROM web_files WHERE id IN (
         SELECT id FROM (
           SELECT id,
             row_number() OVER newest AS place,
             sum(octet_length(content)) OVER newest AS bytes
           FROM web_files WHERE visitor_id = :visitorId
           WINDOW newest AS (ORDER BY created_at DESC, id)
         ) AS counted
         WHERE place > :files OR (place > 1 AND bytes > :bytes)
       )`,
      { visitorId, files: WEB_LIMITS.files, bytes: WEB_LIMITS.filesBytes }
    )
  }
}

/** The address under which a kept file is shown or downloaded. */
export function addressOf(fileId: string): string {
  return `/chat/files/${fileId}`
}

/** Postgres keeps neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

export const keptFiles = new KeptFiles()
