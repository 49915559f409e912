import { sql } from '#app/support/sql'
import { settlePayment } from '#plugins/payments/actions/settle_payment'
import type { Checkout, Order } from '#plugins/payments/gateways/gateway'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Keeps what the gateway calls an order, and settles a payment that came before it was known. A checkout that did not
 * open closes the order: nobody can pay it, so it counts against no limit.
 */
export async function keepCheckout(
  services: PaymentsServices,
  order: Order,
  checkout: Checkout
): Promise<void> {
  const { id, gateway } = order
  if (checkout.outcome === 'unavailable') {
    await sql(`update payments_orders set state = 'abandoned' where id = :id and state = 'open'`, {
      id,
    })
    return
  }
  const { providerOrder } = checkout
  if (providerOrder === null) return
  await sql('update payments_orders set provider_order = :providerOrder where id = :id', {
    id,
    providerOrder,
  })
  const early = await sql<{ id: string }>(
    `select id from payments_payments
     where gateway = :gateway and order_ref = :providerOrder and state = 'unmatched'`,
    { gateway, providerOrder }
  )
  for (const payment of early) await settlePayment(services, payment.id)
}
