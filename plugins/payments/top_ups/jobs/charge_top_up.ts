import type { JobModule } from '#app/plugin_kit/types'
import { servicesOf } from '#plugins/payments/services'
import { chargeAttempt } from '#plugins/payments/top_ups/actions/charge_attempt'

/** Charges an attempt's card. */
const chargeTopUpJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, topic }) => {
    const { attemptId } = payload
    if (typeof attemptId !== 'string') throw new Error(`${topic} names no attempt`)
    await chargeAttempt(services, attemptId)
  }
}

export default chargeTopUpJob
