import type { JobModule } from '#app/plugin_kit/types'
import { mailReceipt } from '#plugins/payments/receipts/actions/mail_receipt'

/** Mails a receipt. A mail server that is away is tried again; the coins are there already. */
const mailReceiptJob: JobModule =
  ({ identity }) =>
  async ({ topic, payload: { paymentId } }) => {
    if (typeof paymentId !== 'string') throw new Error(`${topic} names no payment`)
    await mailReceipt({ identity }, paymentId)
  }

export default mailReceiptJob
