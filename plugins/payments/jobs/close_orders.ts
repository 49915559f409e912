import logger from '@adonisjs/core/services/logger'
import type { JobModule } from '#app/plugin_kit/types'
import { closeOrders } from '#plugins/payments/actions/close_orders'

/** Closes orders that nobody paid in time. */
const closeOrdersJob: JobModule = () => async () => {
  const closed = await closeOrders()
  if (closed > 0) logger.info({ closed }, 'unpaid orders were closed')
}

export default closeOrdersJob
