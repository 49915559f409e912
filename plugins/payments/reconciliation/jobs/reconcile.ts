import type { JobModule } from '#app/plugin_kit/types'
import { askForRuns } from '#plugins/payments/reconciliation/actions/ask_for_runs'
import { servicesOf } from '#plugins/payments/services'

/** Has each gateway that is connected reconciled, in a job of its own. */
const reconcileJob: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ key }) => askForRuns(services, key)
}

export default reconcileJob
