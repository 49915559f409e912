import type { JobModule } from '#app/plugin_kit/types'
import { applyLimitChanges } from '#plugins/payments/limits/actions/apply_limit_changes'

/** Raises limits whose wait of 24 hours is over. */
const applyLimitChangesJob: JobModule = (context) => async (job) => {
  await applyLimitChanges(context.use('ledger'), job.signal)
}

export default applyLimitChangesJob
