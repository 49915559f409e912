import type { JobModule } from '#app/plugin_kit/types'
import { repairDue } from '#plugins/communities/access/actions/repair_due'
import { servicesOf } from '#plugins/communities/services'

/** Looks through the spaces whose time has come. */
const repairDueJob: JobModule = (context) => {
  const services = servicesOf(context)
  return () => repairDue(services)
}

export default repairDueJob
