import type { JobModule } from '#app/plugin_kit/types'
import { replanCommunity } from '#plugins/communities/access/actions/replan_community'
import { servicesOf } from '#plugins/communities/services'

/** Doors or tiers changed: everybody's access is planned anew. */
const replanCommunityJob: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic, signal }) => {
    const { communityId, after } = payload
    if (typeof communityId !== 'string') throw new Error(`${topic} names no community`)
    return replanCommunity(
      services,
      { communityId, after: typeof after === 'string' ? after : null },
      signal
    )
  }
}

export default replanCommunityJob
