import type { JobModule } from '#app/plugin_kit/types'
import { findMembership } from '#plugins/communities/lifecycle/queries/find_membership'

/** Tells a member something, where they bought; anywhere else, where that cannot be reached. */
const sayNewsJob: JobModule =
  (context) =>
  async ({ payload, topic }) => {
    const { membershipId, news, key } = payload
    if (typeof membershipId !== 'string' || typeof news !== 'string' || typeof key !== 'string') {
      throw new Error(`${topic} names nobody`)
    }
    const membership = await findMembership(membershipId)
    if (!membership) return
    const accounts = await context.identity.accountsOf(membership.person_id)
    const account = accounts.find(({ id }) => id === membership.account_id)
    // Somebody who was deleted meanwhile is not told.
    if (accounts.length === 0) return
    await context.messenger.say({
      key: `news:${key}`,
      to: account ? { account } : { personId: membership.person_id },
      invocation: { command: 'membership_news', options: { membership: membershipId, news } },
    })
  }

export default sayNewsJob
