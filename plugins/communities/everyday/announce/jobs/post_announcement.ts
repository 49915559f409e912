import type { JobModule } from '#app/plugin_kit/types'
import { sayInSpace } from '#plugins/communities/everyday/announce/actions/say_in_space'

/** Says an announcement in one of its community's spaces. */
const job: JobModule =
  (services) =>
  async ({ payload }) => {
    await sayInSpace(services, {
      announcementId: String(payload.announcementId),
      spaceId: String(payload.spaceId),
    })
  }

export default job
