import type { JobModule } from '#app/plugin_kit/types'
import { settleLeftPictures } from '#plugins/personas/pictures/actions/settle_left_pictures'
import { chatServices } from '#plugins/personas/services'

/** Runs every minute. */
const settleLeftPicturesJob: JobModule = (context) => async () => {
  await settleLeftPictures(chatServices(context))
}

export default settleLeftPicturesJob
