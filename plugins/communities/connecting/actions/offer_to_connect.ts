import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Somebody added the bot to a space that is nobody's yet. A creator is asked, privately, whether to connect it: the one
 * way for a channel, where nobody types commands as themselves. Once a day for a space, however often its rights change.
 */
export async function offerToConnect(
  { identity, messenger }: Pick<CommunitiesServices, 'identity' | 'messenger'>,
  { space, byPlatformId, at }: Extract<SpaceEvent, { kind: 'bot_changed' }>
): Promise<void> {
  if (byPlatformId === null) return
  const found = await identity.lookUp(`${space.platform}:${byPlatformId}`)
  if (!found?.person?.roles.includes('creator')) return
  await messenger.say({
    key: `community_offer:${space.platform}:${space.id}:${at.toISOString().slice(0, 10)}`,
    to: { account: found.account },
    invocation: {
      command: 'community_offer',
      options: { platform: space.platform, space: space.id },
    },
  })
}
