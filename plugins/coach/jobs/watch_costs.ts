import coachConfig from '#config/coach'
import type { JobModule } from '#app/plugin_kit/types'
import { watchCosts } from '#plugins/coach/costs/watch_costs'
import { servicesOf } from '#plugins/coach/services'

/** Looks at what the day has cost so far. */
const watchCostsJob: JobModule = (context) => {
  const services = servicesOf(context)
  return () => watchCosts(services, coachConfig.dailyAlertMicroUsd)
}

export default watchCostsJob
