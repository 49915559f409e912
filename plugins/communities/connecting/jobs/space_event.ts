import type { JobModule } from '#app/plugin_kit/types'
import { readSpaceEvent } from '#plugins/communities/connecting/space_event'
import { takeSpaceEvent } from '#plugins/communities/connecting/actions/take_space_event'
import { servicesOf } from '#plugins/communities/services'

/** Works on what a platform told of a space. */
const job: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload }) => takeSpaceEvent(services, readSpaceEvent(payload.event))
}

export default job
