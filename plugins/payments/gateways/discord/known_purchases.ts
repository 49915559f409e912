import { sql } from '#app/support/sql'

/** What a purchase was when it was first heard of. */
export interface KnownPurchase {
  packId: string
  /** Minor units of dollars. */
  amount: bigint
}

/**
 * The purchases among these that are known, by entitlement. Discord tells no price, so a pack's price at that time is
 * the purchase's for good, whatever the pack costs or is sold as later.
 */
export async function knownPurchases(
  ids: readonly string[]
): Promise<ReadonlyMap<string, KnownPurchase>> {
  const rows = await sql<{ id: string; packId: string; amount: bigint }>(
    `select provider_payment as id, pack_id as "packId", amount from payments_payments
     where gateway = 'discord' and provider_payment = any(:ids::text[])
       and pack_id is not null and amount is not null`,
    { ids: [...ids] }
  )
  return new Map(rows.map(({ id, ...known }) => [id, known]))
}
