import { LRUCache } from 'lru-cache'
import type { SpaceRef } from '#app/bot_kit/spaces/space'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { findSpaceHere } from '#plugins/communities/queries/find_space'

/** Spaces that one process remembers; each is a short text and a boolean. */
const REMEMBERED = 50_000

/**
 * Which spaces are somebody's, asked for every event of every space that the bot is in. Another process' change is
 * seen after `spacesCacheMs`, this one's at once.
 */
class ConnectedSpaces {
  readonly #known = new LRUCache<string, boolean, SpaceRef>({
    max: REMEMBERED,
    ttl: CONNECTING_LIMITS.spacesCacheMs,
    // Events of the same space that come at once ask the database once.
    fetchMethod: async (_key, _stale, { context }) =>
      (await findSpaceHere(context.platform, context.id)) !== null,
  })

  async has(ref: SpaceRef): Promise<boolean> {
    return (await this.#known.fetch(keyOf(ref), { context: ref })) ?? false
  }

  /** Something was connected or disconnected. */
  forget(ref: SpaceRef): void {
    this.#known.delete(keyOf(ref))
  }
}

const keyOf = ({ platform, id }: SpaceRef): string => `${platform}:${id}`

export const connectedSpaces = new ConnectedSpaces()
