import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import { keepFacts, type PaymentFact } from '#plugins/payments/actions/keep_facts'
import {
  keepSubscription,
  type SubscriptionFact,
} from '#plugins/payments/actions/keep_subscription'
import { refundWarned } from '#plugins/payments/actions/refund_warned'
import { settlePayment } from '#plugins/payments/actions/settle_payment'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { applyPayoutFact } from '#plugins/payments/payouts/apply_payout_fact'
import { findOrder, findProviderOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Keeps what a gateway says and makes the books show it. In any order, any number of times, several at once, and again
 * after a crash, it ends in the same books (docs/adr/0017).
 * @throws when it should be tried again later; what is kept stays kept
 */
export async function applyFacts(
  services: PaymentsServices,
  gateway: GatewayName,
  facts: readonly Fact[]
): Promise<void> {
  const ofPayments: PaymentFact[] = []
  const ofSubscriptions: SubscriptionFact[] = []
  for (const fact of facts) {
    switch (fact.kind) {
      case 'payout_changed':
      case 'payee_changed':
        await applyPayoutFact(services, gateway, fact)
        break
      case 'subscription_changed':
        ofSubscriptions.push(fact)
        break
      case 'abandoned':
        await abandonOrder(gateway, fact.order)
        break
      default:
        ofPayments.push(fact)
    }
  }
  for (const paymentId of await keepFacts(gateway, ofPayments)) {
    await settlePayment(services, paymentId)
    await refundWarned(services, paymentId)
  }
  for (const fact of ofSubscriptions) await keepSubscription(services, gateway, fact)
}

/** A payment that comes later counts all the same. */
async function abandonOrder(
  gateway: GatewayName,
  order: Extract<Fact, { kind: 'abandoned' }>['order']
): Promise<void> {
  const found =
    'id' in order
      ? await findOrder(order.id)
      : await findProviderOrder(gateway, order.providerOrder)
  if (found?.gateway !== gateway) return
  await sql(`update payments_orders set state = 'abandoned' where id = :id and state = 'open'`, {
    id: found.id,
  })
}
