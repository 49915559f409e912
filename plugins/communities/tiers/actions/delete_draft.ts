import { sql } from '#app/support/sql'
import { changeTier, noteChange } from '#plugins/communities/tiers/change_tier'

/** Deletes a tier that was never sold. Answers false when it was: it is withdrawn instead. */
export function deleteDraft(tierId: string): Promise<boolean> {
  return changeTier(tierId, async (trx, tier) => {
    const [used] = await sql<{ used: boolean }>(
      `select exists (select from communities_purchases where tier_id = :tierId)
         or exists (select from communities_memberships where :tierId in (tier_id, next_tier_id))
         or exists (select from communities_codes where tier_id = :tierId) as used`,
      { tierId },
      trx
    )
    if (tier.state !== 'draft' || used?.used !== false) return false
    await sql('delete from communities_tiers where id = :tierId', { tierId }, trx)
    await noteChange(trx, tier, 'tier_deleted', { name: tier.name })
    return true
  })
}
