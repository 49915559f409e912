import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import { lockPayout } from '#plugins/payments/payouts/queries/payouts'
import type { PaymentsServices } from '#plugins/payments/services'

export type Approval =
  | { outcome: 'approved'; /** How many more admins have to agree. */ missing: number }
  /** It needs nobody's agreement, or is over. */
  | { outcome: 'not_waiting' }
  /** Nobody agrees to their own payout. */
  | { outcome: 'own' }

/** An admin agrees to a large payout; the same admin again changes nothing. */
export async function approvePayout(
  services: PaymentsServices,
  { payoutId, adminId }: { payoutId: string; adminId: string }
): Promise<Approval> {
  const approval = await db.transaction(async (trx): Promise<Approval> => {
    const payout = await lockPayout(payoutId, trx)
    if (payout?.state !== 'reserved' || payout.approvalsNeeded === 0) {
      return { outcome: 'not_waiting' }
    }
    if (payout.personId === adminId) return { outcome: 'own' }
    await sql(
      `insert into payments_payout_approvals (payout_id, admin_id) values (:payoutId, :adminId)
       on conflict do nothing`,
      { payoutId, adminId },
      trx
    )
    const now = await lockPayout(payoutId, trx)
    const missing = payout.approvalsNeeded - (now?.approvals ?? 0)
    return { outcome: 'approved', missing: Math.max(missing, 0) }
  })
  if (approval.outcome === 'approved' && approval.missing === 0) {
    await settlePayout(services, payoutId)
  }
  return approval
}
