import logger from '@adonisjs/core/services/logger'
import { setSaleRenewing } from '#plugins/payments/actions/set_sale_renewing'
import {
  listSubscriptions,
  type Subscription,
} from '#plugins/payments/gateways/stars/queries/list_subscriptions'
import { keepRenewing } from '#plugins/payments/gateways/stars/subscriptions'
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
  if (subscription.packId === null) return ofSale(services, subscription, renewing)
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
  await keepRenewing(orderId, renewing)
  return { outcome: 'set', paidUntil }
}

/** Whoever sells it is told. */
async function ofSale(
  services: PaymentsServices,
  { orderId, paidUntil }: Subscription,
  renewing: boolean
): Promise<RenewingOutcome> {
  try {
    const set = await setSaleRenewing(services, orderId, renewing)
    return set === 'set' ? { outcome: 'set', paidUntil } : { outcome: 'unavailable' }
  } catch (error) {
    logger.warn({ err: error }, 'a Star subscription could not be changed')
    return { outcome: 'unavailable' }
  }
}
