import db from '@adonisjs/lucid/services/db'
import type { JobModule } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { followAllowance } from '#plugins/communities/tiers/actions/follow_allowance'

/** Members that one run looks at; the next run takes the rest. */
const BATCH = 200

/** A tier includes another persona, or other replies: what its members have follows, a batch at a time. */
const followTier: JobModule =
  (context) =>
  async ({ payload, key }) => {
    const { tierId, after } = payload
    if (typeof tierId !== 'string') throw new Error('The job names no tier')
    const members = await sql<{ id: string }>(
      `select id from communities_memberships where tier_id = :tierId and state <> 'ended'
         and (cast(:after as uuid) is null or id > cast(:after as uuid)) order by id limit :batch`,
      { tierId, after: typeof after === 'string' ? after : null, batch: BATCH }
    )
    for (const { id } of members) await followAllowance(context.use('personas'), id)
    const last = members.at(-1)
    if (!last || members.length < BATCH) return
    const next = {
      topic: 'communities.follow_tier',
      key: `${key.split('#')[0]}#${last.id}`,
      payload: { tierId, after: last.id },
    }
    await db.transaction((trx) => context.outbox.add(trx, [next]))
  }

export default followTier
