import type { JobModule } from '#app/plugin_kit/types'
import { settleLeft } from '#plugins/payments/actions/settle_left'
import { servicesOf } from '#plugins/payments/services'

/** Seconds that the process which is at a payment is given. */
const GRACE_SECONDS = 60

/** Takes up payments and refunds that a crash left in the middle. */
const settleLeftJob: JobModule = (context) => () => settleLeft(servicesOf(context), GRACE_SECONDS)

export default settleLeftJob
