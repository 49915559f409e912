import type { JobModule } from '#app/plugin_kit/types'
import { rollUpDays } from '#plugins/personas/studio/actions/roll_up_days'

/** Counts the messages of the last minutes. */
const studioRollUpJob: JobModule =
  () =>
  async ({ signal }) => {
    await rollUpDays(signal)
  }

export default studioRollUpJob
