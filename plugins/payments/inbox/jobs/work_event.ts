import type { JobModule } from '#app/plugin_kit/types'
import { workEvent } from '#plugins/payments/inbox/actions/work_event'
import { servicesOf } from '#plugins/payments/services'

/** Works on an event of the inbox. */
const workEventJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, attempt }) => {
    const { eventId } = payload
    if (typeof eventId !== 'string' || !/^\d{1,18}$/.test(eventId)) {
      throw new Error('The job names no event')
    }
    await workEvent(services, { eventId: BigInt(eventId), attempt })
  }
}

export default workEventJob
