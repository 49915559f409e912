import type { JobModule } from '#app/plugin_kit/types'
import { followAllowance } from '#plugins/communities/tiers/actions/follow_allowance'

/** Somebody became a member, changed the tier, or is one no longer: the persona that is included follows. */
const followAllowances: JobModule =
  (context) =>
  async ({ payload }) => {
    const { membershipId } = payload
    if (typeof membershipId !== 'string') throw new Error('The event names no membership')
    await followAllowance(context.use('personas'), membershipId)
  }

export default followAllowances
