import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { TierRow } from '#plugins/communities/rows'
import { changeTier, noteChange, type TierServices } from '#plugins/communities/tiers/change_tier'

export type Included = Pick<TierRow, 'persona_id' | 'persona_free_replies' | 'persona_discount_bp'>

/** Which persona members talk to for less; it holds for those who are members already. */
export function includePersona(
  services: TierServices,
  tierId: string,
  included: Included,
  key: string
): Promise<void> {
  return changeTier(tierId, (trx, tier) => includeIn(services, trx, tier, included, key))
}

/** The same in a transaction that holds the tier. */
export async function includeIn(
  { outbox }: TierServices,
  trx: TransactionClientContract,
  tier: TierRow,
  included: Included,
  key: string
): Promise<void> {
  const { id: tierId } = tier
  await sql(
    `update communities_tiers set persona_id = :personaId, persona_free_replies = :free,
         persona_discount_bp = :discount where id = :tierId`,
    {
      tierId,
      personaId: included.persona_id,
      free: included.persona_free_replies,
      discount: included.persona_discount_bp,
    },
    trx
  )
  await noteChange(trx, tier, 'tier_persona', { personaId: included.persona_id })
  await outbox.add(trx, [
    { topic: 'communities.follow_tier', key, payload: { tierId, after: null } },
  ])
}
