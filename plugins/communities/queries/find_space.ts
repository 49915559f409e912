import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { sql } from '#app/support/sql'
import { isId } from '#plugins/communities/queries/find_community'
import type { SpaceRow } from '#plugins/communities/rows'

export async function findSpace(
  id: string,
  trx?: TransactionClientContract
): Promise<SpaceRow | null> {
  if (!isId(id)) return null
  const [row] = await sql<SpaceRow>('select * from communities_spaces where id = :id', { id }, trx)
  return row ?? null
}

/** The space that a platform's id means now: connected, or lost; one that was disconnected is nobody's. */
export async function findSpaceHere(
  platform: SpacePlatform,
  platformId: string,
  trx?: TransactionClientContract
): Promise<SpaceRow | null> {
  const [row] = await sql<SpaceRow>(
    `select * from communities_spaces
     where platform = :platform and platform_id = :platformId and state <> 'disconnected'`,
    { platform, platformId },
    trx
  )
  return row ?? null
}
