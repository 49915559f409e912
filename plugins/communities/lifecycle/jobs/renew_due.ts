import type { JobModule } from '#app/plugin_kit/types'
import { renewDue } from '#plugins/communities/lifecycle/actions/renew_due'
import { servicesOf } from '#plugins/communities/services'

const renewDueJob: JobModule =
  (context) =>
  async ({ signal }) => {
    await renewDue(servicesOf(context), { signal })
  }

export default renewDueJob
