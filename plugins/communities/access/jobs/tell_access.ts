import type { JobModule } from '#app/plugin_kit/types'
import { findGrantShown } from '#plugins/communities/access/queries/grants_shown'
import { findMembershipShown } from '#plugins/communities/access/queries/membership_shown'

/** Tells a member of their way in, at the account that it is for. */
const tellAccessJob: JobModule =
  ({ identity, messenger }) =>
  async ({ payload, topic, key }) => {
    const { what, grantId, membershipId, platform } = payload
    if (what === 'account') {
      if (typeof membershipId !== 'string' || typeof platform !== 'string') {
        throw new Error(`${topic} names no membership`)
      }
      const membership = await findMembershipShown(membershipId)
      if (!membership) return
      await messenger.say({
        key: `access:${key}`,
        to: { personId: membership.person_id },
        invocation: { command: 'access_account', options: { membership: membershipId, platform } },
      })
      return
    }
    if (typeof what !== 'string' || typeof grantId !== 'string') {
      throw new Error(`${topic} names no way in`)
    }
    const grant = await findGrantShown(grantId)
    if (!grant?.person_id || grant.wanted === 'out') return
    const found = await identity.lookUp(`${grant.platform}:${grant.platform_id}`)
    await messenger.say({
      key: `access:${key}`,
      to:
        found?.account.personId === grant.person_id
          ? { account: found.account }
          : { personId: grant.person_id },
      invocation: { command: 'access_notice', options: { what, grant: grantId } },
    })
  }

export default tellAccessJob
