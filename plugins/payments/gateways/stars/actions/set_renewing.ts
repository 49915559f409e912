import logger from '@adonisjs/core/services/logger'
import { sql } from '#app/support/sql'
import { listSubscriptions } from '#plugins/payments/gateways/stars/queries/list_subscriptions'
import { StarsGateway } from '#plugins/payments/gateways/stars/stars_gateway'
import type { PaymentsServices } from '#plugins/payments/services'

export type RenewingOutcome =
  | { outcome: 'set'; paidUntil: Date }
  /** No such subscription of this person runs. */
  | { outcome: 'unknown' }
  /** Telegram refuses, or cannot be reached: nothing changed. */
  | { outcome: 'unavailable' }

/** Ends a person's subscription after the month that is paid, or lets it go on. Saying it twice changes nothing more. */
export async function setRenewing(
  services: PaymentsServices,
  request: { personId: string; orderId: string; renewing: boolean }
): Promise<RenewingOutcome> {
  const { personId, orderId, renewing } = request
  const running = await listSubscriptions(personId)
  const subscription = running.find((one) => one.orderId === orderId)
  if (!subscription) return { outcome: 'unknown' }
  const gateway = (await services.gateways()).get('stars')
  if (!(gateway instanceof StarsGateway)) return { outcome: 'unavailable' }
  const { charge, payerPlatformId, paidUntil } = subscription
  try {
    const set = await gateway.setRenewing(charge, payerPlatformId, renewing)
    if (set === 'refused') return { outcome: 'unavailable' }
  } catch (error) {
    logger.warn({ err: error }, 'a Star subscription could not be changed')
    return { outcome: 'unavailable' }
  }
  await sql(
    `update payments_star_subscriptions
     set cancelled_at = case when :renewing then null else coalesce(cancelled_at, now()) end
     where order_id = :orderId`,
    { orderId, renewing }
  )
  return { outcome: 'set', paidUntil }
}
