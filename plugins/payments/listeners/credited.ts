import type { JobModule } from '#app/plugin_kit/types'
import { followUp } from '#plugins/payments/receipts/follow'
import { servicesOf } from '#plugins/payments/services'

/** Coins reached a wallet, or something was sold: receipts are sent by jobs of their own; the one that is said has what waited go on. */
const credited: JobModule = (context) => async (job) => {
  if (typeof job.payload.paymentId !== 'string') {
    throw new Error(`${job.topic} names no payment`)
  }
  await followUp(servicesOf(context), job, ['payments.mail_receipt', 'payments.say_receipt'])
}

export default credited
