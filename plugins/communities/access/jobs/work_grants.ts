import type { JobModule } from '#app/plugin_kit/types'
import { workGrants } from '#plugins/communities/access/actions/work_grants'
import { servicesOf } from '#plugins/communities/services'

/** Lets in and puts out whoever is due. */
const workGrantsJob: JobModule = (context) => {
  const services = servicesOf(context)
  return ({ signal }) => workGrants(services, signal)
}

export default workGrantsJob
