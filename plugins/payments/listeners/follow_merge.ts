import type { JobModule } from '#app/plugin_kit/types'
import { movePurchases } from '#plugins/payments/settling/people_part'

/** A payment that was settled in the moment of the merge follows to the person who stays. */
const followMerge: JobModule = () => async (job) => {
  const { from, into } = job.payload
  if (typeof from !== 'string' || typeof into !== 'string') {
    throw new Error('identity.people_merged names no people')
  }
  await movePurchases(from, into)
}

export default followMerge
