import { sql } from '#app/support/sql'
import { findOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'
import { readResume } from '#plugins/payments/shop/resume'

/**
 * What waited for the coins of a payment goes on, once per order, where it was asked. Should the coins not be enough
 * still, what goes on says so itself. Nothing goes on for somebody who left, or an account that is another's by now.
 */
export async function resumeWaiting(
  services: Pick<PaymentsServices, 'identity' | 'messenger'>,
  paymentId: string
): Promise<void> {
  const [payment] = await sql<{ order_id: string | null; person_id: string | null }>(
    'select order_id, person_id from payments_payments where id = :paymentId',
    { paymentId }
  )
  const order = payment?.order_id ? await findOrder(payment.order_id) : null
  const resume = readResume(order?.resume)
  if (!order || !resume || !payment?.person_id) return
  const accounts = await services.identity.accountsOf(payment.person_id)
  const account = accounts.find(({ id }) => id === order.accountId)
  if (!account) return
  await services.messenger.say({
    key: `resume:${order.id}`,
    to: { account, place: resume.place },
    invocation: resume.invocation,
  })
}
