import type { JobModule } from '#app/plugin_kit/types'
import { stopSubscription } from '#plugins/communities/lifecycle/actions/stop_subscription'
import { servicesOf } from '#plugins/communities/services'

const stopSubscriptionJob: JobModule =
  (context) =>
  async ({ payload, topic }) => {
    const { orderId } = payload
    if (typeof orderId !== 'string') throw new Error(`${topic} names no order`)
    await stopSubscription(servicesOf(context), orderId)
  }

export default stopSubscriptionJob
