import { sql } from '#app/support/sql'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { onEntryRequested } from '#plugins/communities/access/actions/on_entry_requested'
import { onMemberChanged } from '#plugins/communities/access/actions/on_member_changed'
import { retrySpace } from '#plugins/communities/access/actions/retry_space'
import { moveSpace } from '#plugins/communities/connecting/actions/move_space'
import { offerToConnect } from '#plugins/communities/connecting/actions/offer_to_connect'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { preflight } from '#plugins/communities/connecting/preflight'
import { rolesBehind } from '#plugins/communities/connecting/queries/roles_behind'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * Works on what a platform told. Events come out of order and more than once, so nothing is concluded from one that
 * the platform can be asked: it says when to look.
 * @throws when the platform has to be asked and does not answer: the job comes again
 */
export async function takeSpaceEvent(
  services: CommunitiesServices,
  event: SpaceEvent
): Promise<void> {
  const space = await findSpaceHere(event.space.platform, event.space.id)
  if (!space) {
    if (event.kind === 'bot_changed') await offerToConnect(services, event)
    return
  }
  switch (event.kind) {
    case 'member_changed':
      return onMemberChanged(services, event, space)
    case 'entry_requested':
      return onEntryRequested(services, event, space)
    case 'bot_changed':
      await lookAgain(services, space)
      return retrySpace(services, space.id)
    case 'bot_removed':
      return lookAgain(services, space)
    case 'role_removed':
    case 'role_changed':
      if ((await rolesBehind(space.id)).includes(event.roleId)) await lookAgain(services, space)
      return
    case 'space_moved':
      await moveSpace(services, space, event.toId)
      return lookAgain(services, space)
    case 'space_renamed':
      return rename(space, event.title)
  }
}

async function lookAgain(services: CommunitiesServices, space: SpaceRow): Promise<void> {
  const seen = await preflight(services, space.id)
  if (seen.outcome === 'unavailable') {
    throw new Error(`${space.platform} does not say how "${space.title}" is now`)
  }
}

async function rename({ id }: SpaceRow, title: string): Promise<void> {
  await sql(`update communities_spaces set title = :title where id = :id and :title <> ''`, {
    id,
    title: title.trim().slice(0, CONNECTING_LIMITS.title),
  })
}
