import { LIMITS } from '#app/bot_kit/limits'
import {
  PICTURE_COLUMNS,
  pictureOf,
  type Picture,
  type PictureRow,
} from '#plugins/personas/pictures/picture'
import { sql } from '#app/support/sql'

export interface PictureFile {
  /** Marked as AI-made. */
  content: Uint8Array
  mediaType: string
}

export interface PicturePage {
  pictures: readonly (Picture & { personaName: string })[]
  page: number
  pages: number
}

/** The file of a picture; null when it is not kept any more. */
export async function readContent(id: string): Promise<PictureFile | null> {
  const [row] = await sql<{ content: Buffer; media_type: string }>(
    'select content, media_type from personas_pictures where id = :id and content is not null',
    { id }
  )
  return row ? { content: row.content, mediaType: row.media_type } : null
}

/** What a person had drawn, newest first. `page` from 1; out of range is clamped. */
export async function listPictures(personId: string, page: number): Promise<PicturePage> {
  const [count] = await sql<{ pictures: bigint }>(
    `select count(*) as pictures from personas_pictures where person_id = :personId and outcome <> 'asked'`,
    { personId }
  )
  const pages = Math.max(1, Math.ceil(Number(count?.pictures ?? 0n) / LIMITS.pageSize))
  const at = Math.min(Math.max(1, page), pages)
  const rows = await sql<PictureRow & { persona_name: string }>(
    `select ${PICTURE_COLUMNS},
       (select name from personas_personas p where p.id = persona_id) as persona_name
     from personas_pictures where person_id = :personId and outcome <> 'asked'
     order by id desc limit :size offset :skip`,
    { personId, size: LIMITS.pageSize, skip: (at - 1) * LIMITS.pageSize }
  )
  return {
    pictures: rows.map((row) => ({ ...pictureOf(row), personaName: row.persona_name })),
    page: at,
    pages,
  }
}
