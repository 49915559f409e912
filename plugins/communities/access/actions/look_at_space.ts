import communitiesConfig from '#config/communities'
import { retrySpace } from '#plugins/communities/access/actions/retry_space'
import type { CommunitiesServices } from '#plugins/communities/services'
import { now } from '#plugins/communities/clock'
import { isRed, preflight } from '#plugins/communities/connecting/preflight'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'

/**
 * Looks at a space where a passage met a problem. The preflight tells the creator what turned red; what it does not see,
 * the creator is told of here, once a day; and it is tried again after a while.
 * @param problem its kind
 * @throws when the platform does not answer
 */
export async function lookAtSpace(
  services: CommunitiesServices,
  { spaceId, problem }: { spaceId: string; problem: string }
): Promise<void> {
  const looked = await preflight(services, spaceId)
  if (looked.outcome === 'unknown_space') return
  if (looked.outcome === 'unavailable')
    throw new Error(`The space ${spaceId} cannot be looked at now`)
  if (isRed(looked.space.problems)) return
  const moved = problem === 'moved'
  await retrySpace(services, spaceId, {
    afterSeconds: moved ? 0 : communitiesConfig.access.retry.last,
  })
  if (moved) return
  const day = now().toISOString().slice(0, 10)
  await tellCreator(services, {
    communityId: looked.space.community_id,
    key: `stuck:${spaceId}:${problem}:${day}`,
    kind: 'communities.access.tell.stuck',
    data: { space: looked.space.title },
    spaceId,
  })
}
