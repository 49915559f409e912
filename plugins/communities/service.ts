import type { ServiceFactory } from '#app/plugin_kit/types'
import type { CommunitiesService } from '#plugins/communities/api'
import { standingOf } from '#plugins/communities/queries/standing_of'

const makeService: ServiceFactory<CommunitiesService> = () => ({ standingOf })

export default makeService
