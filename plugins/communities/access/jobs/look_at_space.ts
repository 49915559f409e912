import type { JobModule } from '#app/plugin_kit/types'
import { lookAtSpace } from '#plugins/communities/access/actions/look_at_space'
import { servicesOf } from '#plugins/communities/services'

/** Looks at a space where somebody could not be let in or put out. */
const lookAtSpaceJob: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic }) => {
    const { spaceId, problem } = payload
    if (typeof spaceId !== 'string' || typeof problem !== 'string') {
      throw new Error(`${topic} names no space`)
    }
    return lookAtSpace(services, { spaceId, problem })
  }
}

export default lookAtSpaceJob
