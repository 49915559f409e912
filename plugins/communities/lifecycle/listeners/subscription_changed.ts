import type { JobModule } from '#app/plugin_kit/types'
import { startSoldTrial } from '#plugins/communities/buying/actions/start_sold_trial'
import { followSubscription } from '#plugins/communities/lifecycle/actions/follow_subscription'
import { servicesOf } from '#plugins/communities/services'

const listener: JobModule =
  (context) =>
  async ({ topic, payload }) => {
    if (payload.seller !== 'communities') return
    const { orderId, reference, state, renews, paidUntil } = payload
    if (
      typeof orderId !== 'string' ||
      typeof reference !== 'string' ||
      (state !== 'running' && state !== 'past_due' && state !== 'ended')
    ) {
      throw new Error(`${topic} does not say what changed`)
    }
    const services = servicesOf(context)
    if (state === 'running') await startSoldTrial(services, { orderId, reference })
    await followSubscription(services, {
      orderId,
      state,
      renews: renews === true,
      paidUntil: typeof paidUntil === 'string' ? new Date(paidUntil) : null,
    })
  }

export default listener
