import type { JobModule } from '#app/plugin_kit/types'
import { finishPurchases } from '#plugins/communities/buying/actions/finish_purchases'
import { servicesOf } from '#plugins/communities/services'

/** Takes up purchases that a crash left on the way. */
const job: JobModule = (context) => async () => {
  await finishPurchases(servicesOf(context))
}

export default job
