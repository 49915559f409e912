import { sql } from '#app/support/sql'
import { isId } from '#plugins/communities/queries/find_community'
import type { GiftRow, MembershipRow, PurchaseRow } from '#plugins/communities/rows'

export async function findPurchase(id: string): Promise<PurchaseRow | null> {
  if (!isId(id)) return null
  const [row] = await sql<PurchaseRow>(
    'select * from communities_purchases where id = cast(:id as uuid)',
    { id }
  )
  return row ?? null
}

/** What was bought: the membership or the gift of a purchase that is paid. */
export async function boughtBy(
  purchase: PurchaseRow
): Promise<{ membership: MembershipRow | null; gift: GiftRow | null }> {
  const [membership] = await sql<MembershipRow>(
    'select * from communities_memberships where id = :id',
    { id: purchase.membership_id }
  )
  const [gift] = await sql<GiftRow>('select * from communities_gifts where purchase_id = :id', {
    id: purchase.id,
  })
  return { membership: membership ?? null, gift: gift ?? null }
}
