import type { JobModule } from '#app/plugin_kit/types'
import { enrol } from '#plugins/communities/paid_there/actions/follow_paid_there'
import { servicesOf } from '#plugins/communities/services'

/** Somebody accepted the terms: what they pay Telegram for makes them a member. */
const listener: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic }) => {
    const { personId } = payload
    if (typeof personId !== 'string') throw new Error(`${topic} names nobody`)
    return enrol(services, personId)
  }
}

export default listener
