import type { JobModule } from '#app/plugin_kit/types'
import { servicesOf } from '#plugins/payments/services'
import { runTopUps } from '#plugins/payments/top_ups/actions/run_top_ups'

/** Buys for those whose coins ran low. */
const runTopUpsJob: JobModule = (context) => {
  const services = servicesOf(context)
  return () => runTopUps(services)
}

export default runTopUpsJob
