import type { JobModule } from '#app/plugin_kit/types'
import { sendAnnouncement } from '#plugins/communities/everyday/announce/actions/send_announcement'

/** Says an announcement to the next people. */
const job: JobModule =
  (services) =>
  async ({ payload, signal }) => {
    await sendAnnouncement(services, String(payload.announcementId), signal)
  }

export default job
