import type { JobModule } from '#app/plugin_kit/types'
import { endOver } from '#plugins/communities/lifecycle/actions/end_over'
import { servicesOf } from '#plugins/communities/services'

const endOverJob: JobModule =
  (context) =>
  async ({ signal }) => {
    await endOver(servicesOf(context), { signal })
  }

export default endOverJob
