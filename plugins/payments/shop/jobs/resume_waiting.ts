import type { JobModule } from '#app/plugin_kit/types'
import { servicesOf } from '#plugins/payments/services'
import { resumeWaiting } from '#plugins/payments/shop/actions/resume_waiting'

/** What waited for the coins of a payment goes on; handed over once its receipt was said. */
const resumeWaitingJob: JobModule =
  (context) =>
  async ({ topic, payload: { paymentId } }) => {
    if (typeof paymentId !== 'string') throw new Error(`${topic} names no payment`)
    await resumeWaiting(servicesOf(context), paymentId)
  }

export default resumeWaitingJob
