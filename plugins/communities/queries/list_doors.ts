import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import type { DoorRow, SpaceRow } from '#plugins/communities/rows'
import { sql } from '#app/support/sql'

/** What a tier opens, with the space that it is in. */
export interface Door extends DoorRow {
  platform: SpacePlatform
  /** The space's, by its platform. */
  platform_id: string
  space_kind: SpaceRow['kind']
  space_title: string
  space_state: SpaceRow['state']
}

/** What a tier opens. */
export async function doorsOf(
  tierId: string,
  trx?: TransactionClientContract
): Promise<readonly Door[]> {
  return sql<Door>(
    `select d.*, s.platform, s.platform_id, s.kind as space_kind, s.title as space_title, s.state as space_state
     from communities_doors d join communities_spaces s on s.id = d.space_id
     where d.tier_id = :tierId order by s.connected_at, s.id, d.role_name`,
    { tierId },
    trx
  )
}
