import logger from '@adonisjs/core/services/logger'
import type { JobModule } from '#app/plugin_kit/types'
import { endSilentSubscriptions } from '#plugins/payments/gateways/stars/end_silent'
import { servicesOf } from '#plugins/payments/services'
import { closeOrders } from '#plugins/payments/actions/close_orders'

/** Closes orders that nobody paid in time, and subscriptions that are not paid any more and nobody said so. */
const closeOrdersJob: JobModule = (context) => async () => {
  const closed = await closeOrders()
  if (closed > 0) logger.info({ closed }, 'unpaid orders were closed')
  const ended = await endSilentSubscriptions(servicesOf(context))
  if (ended > 0) logger.info({ ended }, 'subscriptions ended in silence')
}

export default closeOrdersJob
