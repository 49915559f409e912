import { refundPayment } from '#plugins/payments/actions/refund_payment'
import type { PaymentsService } from '#plugins/payments/api'
import type { PaymentsServices } from '#plugins/payments/services'
import { readPayment } from '#plugins/payments/settling/payment'

/** Gives money of a sale back; a pack's payment is none. The ledger and the seller are told as of any refund. */
export async function refundSale(
  services: PaymentsServices,
  { key, paymentId, amount, reason }: Parameters<PaymentsService['refundSale']>[0]
): Promise<'refunded' | 'refused'> {
  const payment = await readPayment(paymentId)
  if (payment?.state !== 'credited' || payment.pack_id !== null) return 'refused'
  const wish = { paymentId, amount, by: 'program', reason, key: `sale:${key}` }
  return (await refundPayment(services, wish)).outcome
}
