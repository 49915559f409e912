import db from '@adonisjs/lucid/services/db'
import type { OutboxMessage } from '#app/job_kit/types'
import type { JobModule } from '#app/plugin_kit/types'

/** What follows a membership, each with attempts of its own: one that fails keeps the others from nothing. */
const FOLLOWERS = ['communities.plan_access', 'communities.follow_allowances'] as const

const membershipChanged: JobModule =
  ({ outbox }) =>
  async ({ key, payload }) => {
    const messages = FOLLOWERS.map((topic): OutboxMessage => ({ topic, key, payload }))
    await db.transaction((trx) => outbox.add(trx, messages))
  }

export default membershipChanged
