import type { JobModule } from '#app/plugin_kit/types'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import { OPEN_STATES } from '#plugins/payments/payouts/payout'
import { payoutsIn } from '#plugins/payments/payouts/queries/payouts'
import { servicesOf } from '#plugins/payments/services'

/** Payouts that one run goes through at most. */
const BATCH = 500

/** Goes on with payouts that a crash, an outage or an empty balance at the provider left behind. */
const job: JobModule = (context) => async () => {
  const services = servicesOf(context)
  for (const { id } of await payoutsIn(OPEN_STATES, BATCH)) await settlePayout(services, id)
}

export default job
