import db from '@adonisjs/lucid/services/db'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import { connectedSpaces } from '#plugins/communities/connecting/connected_spaces'
import { spaceEventAsJson } from '#plugins/communities/connecting/space_event'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Keeps what platforms tell of spaces that are connected, and of a bot that somebody added to one that is not. */
export function makeSpaceListener({ outbox }: Pick<CommunitiesServices, 'outbox'>): SpaceListener {
  return {
    async caresFor(event) {
      // The one who added it may be a creator who wants to connect it: the job finds out.
      if (event.kind === 'bot_changed' && event.byPlatformId !== null) return true
      return connectedSpaces.has(event.space)
    },
    async take(event) {
      const payload = { event: spaceEventAsJson(event) }
      const message = { topic: 'communities.space_event', key: event.id, payload }
      await db.transaction((trx) => outbox.add(trx, [message]))
    },
  }
}
