import type { ServiceFactory } from '#app/plugin_kit/types'
import type { CommunitiesService } from '#plugins/communities/api'
import { cancelScheduled } from '#plugins/communities/everyday/announce/actions/cancel_scheduled'
import { scheduleAnnouncement } from '#plugins/communities/everyday/announce/actions/schedule_announcement'
import { checkSpace, rolesOf, waysToConnect } from '#plugins/communities/on_behalf/check_space'
import { communitiesOf } from '#plugins/communities/on_behalf/communities_of'
import { checkTier, orderTier, takeTierBack } from '#plugins/communities/on_behalf/order_tier'
import { sayInSpace, takeSaidBack } from '#plugins/communities/on_behalf/say_in_space'
import { swapPersona, swapWelcome } from '#plugins/communities/on_behalf/swap'
import { standingOf } from '#plugins/communities/queries/standing_of'

const makeService: ServiceFactory<CommunitiesService> = (services) => ({
  standingOf,
  communitiesOf,
  checkTier,
  swapWelcome,
  schedule: scheduleAnnouncement,
  rolesOf: (creatorId, spaceId) => rolesOf(services, creatorId, spaceId),
  checkSpace: (creatorId, spaceId, say) => checkSpace(services, creatorId, spaceId, say),
  waysToConnect: () => waysToConnect(services),
  orderTier: (order) => orderTier(services, order),
  takeTierBack: (creatorId, key) => takeTierBack(services, creatorId, key),
  swapPersona: (creatorId, tierId, from, to) => swapPersona(services, creatorId, tierId, from, to),
  sayInSpace: (said) => sayInSpace(services, said),
  takeSaidBack: (creatorId, key) => takeSaidBack(services, creatorId, key),
  cancelSchedule: (creatorId, key) => cancelScheduled(services, creatorId, key),
})

export default makeService
