import { sql } from '#app/support/sql'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Has a gateway stop charging for an order; one that has nothing to stop any more is fine. Where the fan went on
 * meanwhile, nothing is stopped.
 * @throws when the gateway cannot be reached: to be tried again
 */
export async function stopSubscription(
  { payments }: Pick<CommunitiesServices, 'payments'>,
  orderId: string
): Promise<void> {
  const goesOn = await sql(
    `select 1 from communities_memberships
     where order_id = cast(:orderId as uuid) and state <> 'ended' and renews limit 1`,
    { orderId }
  )
  if (goesOn.length === 0) await payments.setRenewing(orderId, false)
}
