import type { JobModule } from '#app/plugin_kit/types'
import { findAnnouncement } from '#plugins/communities/everyday/announce/queries/find_announcement'

/** Tells a creator what became of an announcement. */
const job: JobModule =
  ({ messenger }) =>
  async ({ payload }) => {
    const announcement = await findAnnouncement(String(payload.announcementId))
    if (!announcement) return
    await messenger.say({
      key: `announced:${announcement.id}`,
      to: { personId: announcement.writtenBy },
      invocation: { command: 'announcement', options: { announcement: announcement.id } },
    })
  }

export default job
