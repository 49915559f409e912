import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { PurchaseRow } from '#plugins/communities/rows'

/**
 * One at a time decides about a person's membership in a community, and about the seats of a tier. Always in this order:
 * the person, the tier, then rows.
 */
export async function lockForBuying(
  trx: TransactionClientContract,
  about: { communityId: string; personId: string; tierId: string }
): Promise<void> {
  const { communityId, personId, tierId } = about
  await sql(
    'select pg_advisory_xact_lock(hashtextextended(:name, 0))',
    { name: `communities.buying:${communityId}:${personId}` },
    trx
  )
  await sql('select 1 from communities_tiers where id = :tierId for no key update', { tierId }, trx)
}

/** A purchase, locked until the transaction ends. */
export async function lockPurchase(
  trx: TransactionClientContract,
  id: string
): Promise<PurchaseRow | null> {
  const [row] = await sql<PurchaseRow>(
    'select * from communities_purchases where id = cast(:id as uuid) for update',
    { id },
    trx
  )
  return row ?? null
}
