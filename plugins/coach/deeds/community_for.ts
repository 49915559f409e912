import type { DeedEnv, Missing } from '#plugins/coach/deeds/kind'
import type { CreatorCommunity } from '#plugins/communities/api'

/** The community that a deed is for: the only one, or the one that was chosen. */
export async function communityFor(
  env: DeedEnv
): Promise<{ outcome: 'found'; community: CreatorCommunity } | Missing> {
  const { services, project, communityId } = env
  const own = await services.communities.communitiesOf(project.creatorId)
  const community = own.find(({ id }) => id === communityId) ?? (own.length === 1 ? own[0] : null)
  if (!community) {
    return own.length === 0
      ? { outcome: 'missing', needs: 'community' }
      : {
          outcome: 'missing',
          needs: 'which_community',
          communities: own.map(({ id, name }) => ({ id, name })),
        }
  }
  return community.suspended
    ? { outcome: 'missing', needs: 'suspended' }
    : { outcome: 'found', community }
}
