import type { JobModule } from '#app/plugin_kit/types'
import { beginScheduled } from '#plugins/communities/everyday/announce/actions/begin_scheduled'

/** Begins announcements whose hour has come. */
const job: JobModule =
  (services) =>
  async ({ signal }) => {
    await beginScheduled(services, signal)
  }

export default job
