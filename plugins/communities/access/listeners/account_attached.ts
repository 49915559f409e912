import type { JobModule } from '#app/plugin_kit/types'
import { followAccount } from '#plugins/communities/access/actions/follow_person'
import { servicesOf } from '#plugins/communities/services'

/** Access follows the people's accounts. */
const listener: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic }) => {
    const { accountId, personId } = payload
    if (typeof accountId !== 'string' || typeof personId !== 'string')
      throw new Error(`${topic} names nobody`)
    return followAccount(services, { accountId, personId })
  }
}

export default listener
