import type { JobModule } from '#app/plugin_kit/types'
import { giveBackUnreachable } from '#plugins/communities/access/actions/give_back_unreachable'
import { servicesOf } from '#plugins/communities/services'

/** Gives back to those who paid and could not be let in. */
const giveBackUnreachableJob: JobModule = (context) => {
  const services = servicesOf(context)
  return () => giveBackUnreachable(services)
}

export default giveBackUnreachableJob
