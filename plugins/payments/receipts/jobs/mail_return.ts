import type { JobModule } from '#app/plugin_kit/types'
import { mailReturn } from '#plugins/payments/receipts/actions/mail_receipt'

/** Mails that money went back, or that its coins are there again. */
const mailReturnJob: JobModule =
  ({ identity }) =>
  async ({ topic, payload: { paymentId, returnId, change } }) => {
    if (
      typeof paymentId !== 'string' ||
      typeof returnId !== 'string' ||
      (change !== 'taken' && change !== 'given')
    ) {
      throw new Error(`${topic} does not say what went back`)
    }
    await mailReturn({ identity }, { paymentId, returnId, change })
  }

export default mailReturnJob
