import type { JobModule } from '#app/plugin_kit/types'
import { claimConversations } from '#plugins/personas/actions/claim_conversations'

/**
 * A guest's account became a person's: what was said there is theirs on every platform, also before that account
 * speaks again.
 */
const claimAttached: JobModule =
  () =>
  async ({ payload }) => {
    const { accountId, personId } = payload
    if (typeof accountId !== 'string' || typeof personId !== 'string') {
      throw new Error('identity.account_attached names no account or no person')
    }
    await claimConversations(accountId, personId)
  }

export default claimAttached
