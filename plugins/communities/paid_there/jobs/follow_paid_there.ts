import type { JobModule } from '#app/plugin_kit/types'
import { followPaidThere } from '#plugins/communities/paid_there/actions/follow_paid_there'
import { servicesOf } from '#plugins/communities/services'

/** Follows what Telegram sells by itself. */
const followPaidThereJob: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ signal }) => followPaidThere(services, signal)
}

export default followPaidThereJob
