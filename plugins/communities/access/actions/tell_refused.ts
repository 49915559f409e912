import logger from '@adonisjs/core/services/logger'
import type { EntryRequested } from '#plugins/communities/access/actions/on_entry_requested'
import { now } from '#plugins/communities/clock'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Tells somebody who asked to be let in and has not paid how to join; once a day. What keeps it from being said keeps nothing else. */
export async function tellRefused(
  { identity, messenger }: Pick<CommunitiesServices, 'identity' | 'messenger'>,
  { platformId }: Pick<EntryRequested, 'platformId'>,
  space: SpaceRow
): Promise<void> {
  const reference = `${space.platform}:${platformId}`
  try {
    const known = await identity.lookUp(reference)
    const { account } =
      known ??
      (await identity.identify({ platform: space.platform, platformId, displayName: platformId }))
    await messenger.say({
      key: `access:refused:${space.id}:${platformId}:${now().toISOString().slice(0, 10)}`,
      to: { account },
      invocation: { command: 'access_refused', options: { community: space.community_id } },
    })
  } catch (error) {
    logger.warn({ err: error, space: space.id }, 'somebody who was refused could not be told')
  }
}
