import type { JobModule } from '#app/plugin_kit/types'
import { runRepair } from '#plugins/communities/access/actions/run_repair'
import { servicesOf } from '#plugins/communities/services'

/** Goes on with looking through a space. */
const repairSpaceJob: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ payload, topic, signal }) => {
    const { repairId } = payload
    if (typeof repairId !== 'string') throw new Error(`${topic} names no run`)
    return runRepair(services, repairId, signal)
  }
}

export default repairSpaceJob
