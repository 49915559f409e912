import type { JobModule } from '#app/plugin_kit/types'
import { followMerge } from '#plugins/communities/access/actions/follow_person'
import { servicesOf } from '#plugins/communities/services'

/** Access follows the people's accounts. */
const listener: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic }) => {
    const { from, into } = payload
    if (typeof from !== 'string' || typeof into !== 'string')
      throw new Error(`${topic} names nobody`)
    return followMerge(services, { from, into })
  }
}

export default listener
