import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { listSubscriptions } from '#plugins/payments/gateways/stars/queries/list_subscriptions'

/** The topic of the job that ends a subscription at Telegram. */
const END = 'payments.end_subscription'

/**
 * Subscriptions of people. Whoever is deleted is not charged any more: Telegram goes on by itself until it is told,
 * and it has to be told before it is forgotten who pays.
 */
const subscriptions: PeopleModuleFactory = ({ outbox }) => ({
  async forget({ personId, trx }) {
    const running = (await listSubscriptions(personId, trx)).filter(({ cancelled }) => !cancelled)
    if (running.length === 0) return
    await outbox.add(
      trx,
      running.map(({ charge, payerPlatformId }) => ({
        topic: END,
        key: charge,
        payload: { charge, payer: payerPlatformId },
      }))
    )
    await sql(
      `update payments_star_subscriptions set cancelled_at = now()
       where order_id = any (:orders::uuid[])`,
      { orders: running.map(({ orderId }) => orderId) },
      trx
    )
  },

  async losses(personId, say) {
    const running = (await listSubscriptions(personId)).filter(({ cancelled }) => !cancelled)
    return running.length > 0 ? [say.t('payments.stars.losses', { count: running.length })] : []
  },

  async export(personId) {
    const running = await listSubscriptions(personId)
    return {
      monthly: running.map(({ packId, title, stars, paidUntil, cancelled }) => ({
        pack: packId ?? title,
        stars: stars.toString(),
        paid_until: paidUntil.toISOString(),
        ends: cancelled,
      })),
    }
  },
})

export default subscriptions
