import type { JobModule } from '#app/plugin_kit/types'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'

/** Tells a fan what became of an automatic top-up, where it was agreed to. */
const tellTopUpJob: JobModule =
  (context) =>
  async ({ payload, topic }) => {
    const { personId, what, orderId, key } = payload
    if (typeof personId !== 'string' || typeof what !== 'string' || typeof key !== 'string') {
      throw new Error(`${topic} names nobody`)
    }
    const topUp = await findTopUp(personId)
    // Somebody who was deleted meanwhile is not told.
    if (!topUp) return
    const accounts = await context.identity.accountsOf(personId)
    const account = accounts.find(({ id }) => id === topUp.accountId)
    await context.messenger.say({
      key,
      to: account ? { account } : { personId },
      invocation: {
        command: 'topup_notice',
        options: { what, ...(typeof orderId === 'string' && { order: orderId }) },
      },
    })
  }

export default tellTopUpJob
