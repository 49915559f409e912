import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import type { PaymentsServices } from '#plugins/payments/services'

/** Gives the money of a payment back once a bank warned of fraud, before it becomes a dispute, which costs a fee. */
export async function refundWarned(services: PaymentsServices, paymentId: string): Promise<void> {
  if (!paymentsConfig.refundOnFraudWarning) return
  const [warned] = await sql<{ id: string }>(
    `select id from payments_payments p
     where id = :paymentId and fraud_warning is not null and amount is not null
       and not exists (select 1 from payments_returns r where r.payment_id = p.id and r.kind = 'dispute')
       and not exists (select 1 from payments_refunds f
         where f.payment_id = p.id and f.reason = 'fraud_warning' and f.asked_by = 'program' and f.state <> 'asked')`,
    { paymentId }
  )
  if (!warned) return
  await refundPayment(services, { paymentId, amount: null, by: 'program', reason: 'fraud_warning' })
}
