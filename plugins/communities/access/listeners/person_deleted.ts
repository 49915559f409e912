import type { JobModule } from '#app/plugin_kit/types'
import { followDeletion } from '#plugins/communities/access/actions/follow_person'
import { servicesOf } from '#plugins/communities/services'

/** Whoever is deleted is put out everywhere. */
const listener: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic }) => {
    const { personId } = payload
    if (typeof personId !== 'string') throw new Error(`${topic} names nobody`)
    return followDeletion(services, personId)
  }
}

export default listener
