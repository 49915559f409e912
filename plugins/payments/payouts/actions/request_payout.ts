import { sql } from '#app/support/sql'
import { findPayee } from '#plugins/payments/payouts/queries/payouts'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import { worth } from '#plugins/payments/payouts/payout'
import type { PaymentsServices } from '#plugins/payments/services'
import paymentsConfig from '#config/payments'

export type PayoutRequest =
  | { outcome: 'asked'; payoutId: string; amount: bigint; currency: string }
  /** Nothing says yet where the money goes. */
  | { outcome: 'not_ready' }
  /** `available` and `minimum` are minor units. */
  | { outcome: 'too_little'; available: bigint; minimum: bigint; currency: string }
  /** One payout at a time: the last is not there yet. */
  | { outcome: 'one_is_open' }

/** How many admins agree to a large payout before it is sent. */
const ADMINS_FOR_LARGE = 2

/**
 * Asks for all that is available to be paid out. What is asked for leaves the earnings at once.
 * @param month the month's schedule asks, 'YYYY-MM'; it asks once
 */
export async function requestPayout(
  services: PaymentsServices,
  { personId, month }: { personId: string; month?: string }
): Promise<PayoutRequest> {
  const { pendingSeconds, currency, minimum, microPerCoin, twoAdminsFrom } = paymentsConfig.payouts
  const payee = await findPayee(personId)
  if (!payee?.ready) return { outcome: 'not_ready' }
  const { available } = await services.ledger.payable(personId, pendingSeconds)
  const { amount, coins } = worth(available)
  if (amount < minimum) return { outcome: 'too_little', available: amount, minimum, currency }

  const rows = await sql<{ id: string }>(
    `insert into payments_payouts
         (person_id, provider, coins, currency, amount, micro_per_coin, approvals_needed, month)
       values (:personId, :provider, :coins, :currency, :amount, :rate, :approvals, :month)
       on conflict do nothing returning id`,
    {
      personId,
      provider: payee.provider,
      coins,
      currency,
      amount,
      rate: microPerCoin,
      approvals: amount >= twoAdminsFrom ? ADMINS_FOR_LARGE : 0,
      month: month ?? null,
    }
  )
  const [row] = rows
  if (!row) return { outcome: 'one_is_open' }
  const settled = await settlePayout(services, row.id)
  // Somebody else's refund took earnings back in this very moment.
  if (settled?.state === 'refused') {
    return { outcome: 'too_little', available: 0n, minimum, currency }
  }
  return { outcome: 'asked', payoutId: row.id, amount, currency }
}
