import type { JobModule } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { sendAnnouncement } from '#plugins/communities/everyday/announce/actions/send_announcement'
import { now } from '#plugins/communities/clock'

/** Goes on with announcements whose people wait for another try, or whose job ended with its process. */
const job: JobModule =
  (services) =>
  async ({ signal }) => {
    const left = await sql<{ id: string }>(
      `select id from communities_announcements a where state = 'sending' and (
         exists (select from communities_announcement_people p
           where p.announcement_id = a.id and p.state = 'waiting' and p.try_at <= :at)
         or not exists (select from communities_announcement_people p
           where p.announcement_id = a.id and p.state = 'waiting'))
       order by begun_at limit 10`,
      { at: now() }
    )
    for (const { id } of left) await sendAnnouncement(services, id, signal)
  }

export default job
