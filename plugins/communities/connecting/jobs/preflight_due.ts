import type { JobModule } from '#app/plugin_kit/types'
import { preflightDue } from '#plugins/communities/connecting/actions/preflight_due'
import { servicesOf } from '#plugins/communities/services'

/** Looks at every space once a day: a right that was taken away is noticed before a fan has paid. */
const job: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ signal }) => preflightDue(services, signal)
}

export default job
