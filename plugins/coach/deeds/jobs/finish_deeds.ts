import type { JobModule } from '#app/plugin_kit/types'
import { finishDeeds } from '#plugins/coach/deeds/finish_deeds'
import { servicesOf } from '#plugins/coach/services'

/** Goes on with what the coach was doing when its process ended. */
const job: JobModule =
  (context) =>
  async ({ signal }) => {
    await finishDeeds({ ...servicesOf(context), messenger: context.messenger }, signal)
  }

export default job
