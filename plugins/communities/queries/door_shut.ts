import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MILD_PROBLEMS } from '#app/bot_kit/spaces/problems'
import { sql } from '#app/support/sql'

/**
 * Whether a door of a tier did not open when it was last looked at: whoever bought the tier now would stand before it.
 * Another role's trouble is not this door's.
 */
export async function doorShut(tierId: string, trx?: TransactionClientContract): Promise<boolean> {
  const [row] = await sql<{ shut: boolean }>(
    `select exists (
       select from communities_doors d join communities_spaces s on s.id = d.space_id
       where d.tier_id = :tierId and (s.state <> 'connected' or exists (
         select from jsonb_array_elements(s.problems) p
         where not (p ->> 'kind' = any(:mild::text[])) and coalesce(p ->> 'roleId' = d.role_id, true)))
     ) as shut`,
    { tierId, mild: [...MILD_PROBLEMS] },
    trx
  )
  return row?.shut ?? false
}
