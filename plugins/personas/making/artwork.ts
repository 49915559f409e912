/** The pictures of personas, and the files that came with their cards. */
import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PictureFile } from '#plugins/personas/cards/picture_file'
import { sql } from '#app/support/sql'

interface ArtworkRow {
  content: Buffer
  media_type: PictureFile['mediaType']
  extension: PictureFile['extension']
  width: number
  height: number
}

/** So much of a picture's hash stands in its address: enough that nobody guesses a draft's. */
const VERSION_LENGTH = 16

export const hashOf = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** Where a persona's picture is served. It changes with the picture, so that it may be kept for long. */
export function pictureAddress(slug: string, hash: string | null): string {
  return hash === null
    ? `/personas/${slug}/picture`
    : `/personas/${slug}/picture?v=${hash.slice(0, VERSION_LENGTH)}`
}

export const isPictureVersion = (version: unknown, hash: string): boolean =>
  version === hash.slice(0, VERSION_LENGTH)

/** Keeps a persona's picture in place of the one that it had. Answers its hash. */
export async function keepArtwork(
  trx: TransactionClientContract,
  personaId: string,
  picture: PictureFile
): Promise<string> {
  const hash = hashOf(picture.content)
  await trx.rawQuery(
    `insert into personas_artwork (persona_id, content, media_type, extension, width, height, hash)
     values (:personaId, :content, :mediaType, :extension, :width, :height, :hash)
     on conflict (persona_id) do update set content = excluded.content, media_type = excluded.media_type,
       extension = excluded.extension, width = excluded.width, height = excluded.height, hash = excluded.hash`,
    {
      personaId,
      content: Buffer.from(picture.content),
      mediaType: picture.mediaType,
      extension: picture.extension,
      width: picture.width,
      height: picture.height,
      hash,
    }
  )
  return hash
}

export async function artworkOf(personaId: string): Promise<PictureFile | null> {
  const rows = await sql<ArtworkRow>(
    `select content, media_type, extension, width, height from personas_artwork where persona_id = :personaId`,
    { personaId }
  )
  const row = rows[0]
  return row ? { ...row, mediaType: row.media_type } : null
}

/** Keeps the files that a card brought. */
export async function keepCardFiles(
  trx: TransactionClientContract,
  personaId: string,
  files: ReadonlyMap<string, Uint8Array>
): Promise<void> {
  for (const [path, content] of files) {
    await trx.rawQuery(
      'insert into personas_card_files (persona_id, path, content) values (?, ?, ?)',
      [personaId, path, Buffer.from(content)]
    )
  }
}

export async function cardFilesOf(personaId: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { rows } = await db.rawQuery<{ rows: { path: string; content: Buffer }[] }>(
    'select path, content from personas_card_files where persona_id = ? order by path',
    [personaId]
  )
  return new Map(rows.map(({ path, content }) => [path, content]))
}
