import type { JobModule } from '#app/plugin_kit/types'
import { settleUnmatched } from '#plugins/payments/actions/settle_unmatched'
import { servicesOf } from '#plugins/payments/services'

/** An account has a person now: what it paid for before is theirs. */
const settleUnmatchedListener: JobModule = (context) => async (job) => {
  const { personId } = job.payload
  if (typeof personId !== 'string') throw new Error(`${job.topic} names no person`)
  await settleUnmatched(servicesOf(context), personId)
}

export default settleUnmatchedListener
