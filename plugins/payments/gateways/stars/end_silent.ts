import { keepSubscription } from '#plugins/payments/actions/keep_subscription'
import { sql } from '#app/support/sql'
import { STARS_LIMITS } from '#plugins/payments/gateways/stars/limits'
import type { PaymentsServices } from '#plugins/payments/services'

/** Subscriptions that one run ends. */
const BATCH = 200

/**
 * Ends what Telegram did not charge again: a bot is not told when somebody ends a subscription in Telegram's own
 * settings, or has no Stars. It is given the days after the month in which Telegram may still take the next payment.
 * @returns how many
 */
export async function endSilentSubscriptions(
  services: Pick<PaymentsServices, 'outbox'>
): Promise<number> {
  const silent = await sql<{ id: string; until: Date }>(
    `select order_id as id, paid_until as until from payments_subscriptions
     where gateway = 'stars' and state <> 'ended' and paid_until < now() - make_interval(secs => :seconds)
     order by paid_until limit :batch`,
    { seconds: STARS_LIMITS.renewalSeconds, batch: BATCH }
  )
  for (const { id, until } of silent) {
    await keepSubscription(services, 'stars', {
      kind: 'subscription_changed',
      order: { id },
      subscription: id,
      state: 'ended',
      renews: false,
      paidUntil: until,
      at: new Date(),
    })
  }
  return silent.length
}
