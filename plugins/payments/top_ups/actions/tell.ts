import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { PaymentsServices } from '#plugins/payments/services'
import type { Notice } from '#plugins/payments/top_ups/top_up'

/** The fan is told once the transaction is committed. The same key tells it once. */
export async function tell(
  services: Pick<PaymentsServices, 'outbox'>,
  notice: { personId: string; what: Notice; key: string; orderId?: string },
  trx: TransactionClientContract
): Promise<void> {
  const { personId, what, key, orderId = null } = notice
  await services.outbox.add(trx, [
    { topic: 'payments.tell_top_up', key, payload: { personId, what, orderId, key } },
  ])
}
