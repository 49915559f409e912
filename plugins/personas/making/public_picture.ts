import type { PersonaStatus } from '#plugins/personas/persona'
import { plainText } from '#plugins/personas/plain_text'
import { sql } from '#app/support/sql'

export interface PublicPicture {
  slug: string
  status: PersonaStatus
  /** Null for one that has none: a plain one takes its place. */
  artwork: { content: Buffer; mediaType: string; hash: string } | null
}

interface Row {
  slug: string
  status: PersonaStatus
  content: Buffer | null
  media_type: string | null
  hash: string | null
}

/** The picture of a persona, by its slug; null when there is no such persona. */
export async function publicPicture(slug: string): Promise<PublicPicture | null> {
  const [row] = await sql<Row>(
    `select p.slug, p.status, a.content, a.media_type, a.hash
     from personas_personas p left join personas_artwork a on a.persona_id = p.id where p.slug = :slug`,
    { slug: plainText(slug) }
  )
  if (!row) return null
  const { content, media_type: mediaType, hash, status } = row
  return {
    slug: row.slug,
    status,
    artwork: content && mediaType !== null && hash !== null ? { content, mediaType, hash } : null,
  }
}
