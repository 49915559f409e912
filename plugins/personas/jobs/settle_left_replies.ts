import type { JobModule } from '#app/plugin_kit/types'
import { settleLeftReplies } from '#plugins/personas/actions/settle_left_replies'
import { chatServices } from '#plugins/personas/services'
import personasConfig from '#config/personas'

/** Runs every minute, and once more after each crash. */
const settleLeftRepliesJob: JobModule = (context) => async () => {
  await settleLeftReplies(chatServices(context), personasConfig.settleAfter)
}

export default settleLeftRepliesJob
