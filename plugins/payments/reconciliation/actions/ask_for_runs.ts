import db from '@adonisjs/lucid/services/db'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Writes a job for each gateway that is connected.
 * @param key of this round: the same round again writes nothing
 */
export async function askForRuns(
  services: Pick<PaymentsServices, 'gateways' | 'outbox'>,
  key: string
): Promise<void> {
  const gateways = await services.gateways()
  await db.transaction((trx) =>
    services.outbox.add(
      trx,
      [...gateways.keys()].map((gateway) => ({
        topic: 'payments.reconcile_gateway',
        key: `${gateway}:${key}`,
        payload: { gateway },
      }))
    )
  )
}
