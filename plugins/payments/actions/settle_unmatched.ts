import { sql } from '#app/support/sql'
import { settlePayment } from '#plugins/payments/actions/settle_payment'
import type { PaymentsServices } from '#plugins/payments/services'

/** Gives somebody who joined the coins that an account of theirs had paid for before. */
export async function settleUnmatched(services: PaymentsServices, personId: string): Promise<void> {
  for (const { platform, platformId } of await services.identity.accountsOf(personId)) {
    const paid = await sql<{ id: string }>(
      `select id from payments_payments
       where state = 'unmatched' and payer_platform = :platform and payer_platform_id = :platformId
       order by paid_at`,
      { platform, platformId }
    )
    for (const { id } of paid) await settlePayment(services, id)
  }
}
