import logger from '@adonisjs/core/services/logger'
import { refundPayment } from '#plugins/payments/actions/refund_payment'
import type { PaymentsServices } from '#plugins/payments/services'
import { refundablePayments, type Refundable } from '#plugins/payments/support/queries/refundable'

export type GiveBackOutcome =
  | { outcome: 'refunded'; payment: Refundable }
  /** It is not the person's, is too old, or its coins were spent. */
  | { outcome: 'not_refundable' }
  /** The gateway did not say. What was asked for is finished later, by itself. */
  | { outcome: 'under_way' }
  | { outcome: 'refused' }

/** Gives a person their money back for coins that they did not spend. Asked twice, it is one refund. */
export async function giveBack(
  services: PaymentsServices,
  request: { personId: string; paymentId: string }
): Promise<GiveBackOutcome> {
  const { personId, paymentId } = request
  const refundable = await refundablePayments(services, personId)
  const payment = refundable.find(({ id }) => id === paymentId)
  if (!payment) return { outcome: 'not_refundable' }
  try {
    const refund = { paymentId, amount: null, by: personId, reason: 'fan' }
    const { outcome } = await refundPayment(services, refund)
    return outcome === 'refunded' ? { outcome, payment } : { outcome }
  } catch (error) {
    logger.error({ err: error, payment: paymentId }, 'a refund is not through yet')
    return { outcome: 'under_way' }
  }
}
