import type { JobModule } from '#app/plugin_kit/types'
import { giveBackGifts } from '#plugins/communities/gifts/actions/give_back_gifts'
import { servicesOf } from '#plugins/communities/services'

/** Gifts that nobody took go back to who bought them. */
const job: JobModule = (context) => async () => {
  await giveBackGifts(servicesOf(context))
}

export default job
