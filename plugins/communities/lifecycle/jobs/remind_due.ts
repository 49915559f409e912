import type { JobModule } from '#app/plugin_kit/types'
import { remindDue } from '#plugins/communities/lifecycle/actions/remind_due'
import { servicesOf } from '#plugins/communities/services'

const remindDueJob: JobModule =
  (context) =>
  async ({ signal }) => {
    await remindDue(servicesOf(context), { signal })
  }

export default remindDueJob
