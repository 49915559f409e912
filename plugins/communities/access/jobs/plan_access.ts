import type { JobModule } from '#app/plugin_kit/types'
import { planAccess } from '#plugins/communities/access/actions/plan_access'
import { reasonOf } from '#plugins/communities/access/queries/reason_of'
import { servicesOf } from '#plugins/communities/services'

/** Somebody bought, renewed, changed or lost something: access follows. */
const planAccessJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, topic }) => {
    const { membershipId, communityId, personId } = payload
    if (
      typeof membershipId !== 'string' ||
      typeof communityId !== 'string' ||
      typeof personId !== 'string'
    ) {
      throw new Error(`${topic} names no membership`)
    }
    await planAccess(services, { communityId, personId, by: await reasonOf(membershipId) })
  }
}

export default planAccessJob
