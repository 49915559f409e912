import type { JobModule } from '#app/plugin_kit/types'
import { chatServices } from '#plugins/personas/services'
import { settleLeftSpeech } from '#plugins/personas/voice/actions/settle_speech'

/** Runs every minute. */
const settleLeftSpeechJob: JobModule = (context) => async () => {
  await settleLeftSpeech(chatServices(context))
}

export default settleLeftSpeechJob
