import type { JobModule } from '#app/plugin_kit/types'
import { retrySpace } from '#plugins/communities/access/actions/retry_space'
import { servicesOf } from '#plugins/communities/services'

/** What stood in a space's way is gone: those who wait there are let in, or put out. */
const job: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload }) => retrySpace(services, String(payload.spaceId))
}

export default job
