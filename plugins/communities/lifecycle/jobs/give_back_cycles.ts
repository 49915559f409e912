import type { JobModule } from '#app/plugin_kit/types'
import {
  giveBackCycle,
  giveBackUnused,
} from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { servicesOf } from '#plugins/communities/services'

/** Gives back what is owed after an end, or a charge that came too late. */
const giveBackCyclesJob: JobModule =
  (context) =>
  async ({ payload, topic }) => {
    const services = servicesOf(context)
    const { cycleId, membershipId, at } = payload
    if (typeof cycleId === 'string') return giveBackCycle(services, cycleId)
    if (typeof membershipId !== 'string' || typeof at !== 'string') {
      throw new Error(`${topic} names no membership`)
    }
    return giveBackUnused(services, { membershipId, at: new Date(at) })
  }

export default giveBackCyclesJob
