import type { JobModule } from '#app/plugin_kit/types'
import { renewWithNewCoins } from '#plugins/communities/lifecycle/actions/renew_with_new_coins'
import { servicesOf } from '#plugins/communities/services'

const listener: JobModule =
  (context) =>
  async ({ topic, payload }) => {
    const { personId } = payload
    if (typeof personId !== 'string') throw new Error(`${topic} names nobody`)
    await renewWithNewCoins(servicesOf(context), personId)
  }

export default listener
