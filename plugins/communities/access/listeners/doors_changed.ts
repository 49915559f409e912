import db from '@adonisjs/lucid/services/db'
import type { JobModule } from '#app/plugin_kit/types'

/** What tiers open is other than it was: everybody's access is planned anew, by a job of its own. */
const listener: JobModule =
  ({ outbox }) =>
  ({ key, payload, topic }) => {
    const { communityId } = payload
    if (typeof communityId !== 'string') throw new Error(`${topic} names no community`)
    return db.transaction((trx) =>
      outbox.add(trx, [{ topic: 'communities.replan_community', key, payload: { communityId } }])
    )
  }

export default listener
