import type { JobModule } from '#app/plugin_kit/types'
import { followPerson } from '#plugins/communities/access/actions/follow_person'
import { followBan } from '#plugins/communities/admin/actions/follow_ban'
import { servicesOf } from '#plugins/communities/services'

/**
 * A fan who is banned is put out, a creator's communities are suspended; who no longer is comes back to what they have.
 */
const listener: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, topic }) => {
    const { personId } = payload
    if (typeof personId !== 'string') throw new Error(`${topic} names nobody`)
    await followPerson(services, personId, 'ban')
    await followBan(services, personId)
  }
}

export default listener
