import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { CommunityRow } from '#plugins/communities/rows'

/** As uuids are written; anything else is nobody's id, and no reason to trouble the database. */
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

export const isId = (text: string): boolean => UUID.test(text)

export async function findCommunity(
  id: string,
  trx?: TransactionClientContract
): Promise<CommunityRow | null> {
  if (!isId(id)) return null
  const [row] = await sql<CommunityRow>(
    'select * from communities_communities where id = :id',
    { id },
    trx
  )
  return row ?? null
}

export async function findCommunityBySlug(slug: string): Promise<CommunityRow | null> {
  const [row] = await sql<CommunityRow>(
    'select * from communities_communities where slug = :slug',
    { slug: slug.toLowerCase() }
  )
  return row ?? null
}
