import type { JobModule } from '#app/plugin_kit/types'
import { sayReceipt } from '#plugins/payments/receipts/actions/say_receipt'
import { followUp } from '#plugins/payments/receipts/follow'
import { servicesOf } from '#plugins/payments/services'

/** Says where it was bought that the coins are there; then what waited for them goes on, whatever became of that. */
const sayReceiptJob: JobModule = (context) => async (job) => {
  const { paymentId } = job.payload
  if (typeof paymentId !== 'string') throw new Error(`${job.topic} names no payment`)
  try {
    await sayReceipt(context, paymentId)
  } finally {
    await followUp(servicesOf(context), job, ['payments.resume_waiting'])
  }
}

export default sayReceiptJob
