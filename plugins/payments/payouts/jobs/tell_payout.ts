import type { JobModule } from '#app/plugin_kit/types'

/** Tells a creator what became of a payout. */
const job: JobModule =
  ({ messenger }) =>
  async ({ payload, key }) => {
    await messenger.say({
      key: `payout:${key}`,
      to: { personId: String(payload.personId) },
      invocation: { command: 'payout_news', options: { payout: String(payload.payoutId) } },
    })
  }

export default job
