import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { nextPeriod, type Period } from '#plugins/payments/limits/period'
import { countsAs, moneyPaid, type Priced } from '#plugins/payments/limits/queries/money_paid'

export type MoneyAllowance =
  | { outcome: 'allowed' }
  /** The person's own limit stands against it. Minor units of US dollars. */
  | { outcome: 'capped'; period: Period; cap: bigint; paid: bigint; price: bigint; resetsAt: Date }

/** The limit is locked until the transaction ends, so two orders of one person come one after the other. */
const LIMIT = `
select daily, monthly from payments_money_limits
where person_id = :personId and (daily is not null or monthly is not null)
for update`

/**
 * Whether a person's own limits let them pay for something now. Ask in the transaction that opens the order: whoever asks
 * second waits for the first. A pack counts by its price in US dollars, whatever it is paid in, and what is no pack by
 * what it costs; days and months are of UTC. People without limits cost one read of a key.
 * @param bought a pack's id, or what else is sold
 * @param options.orderId the order that is about to be paid, when it is open already: it does not count twice
 */
export async function moneyAllows(
  personId: string,
  bought: string | Priced,
  trx: TransactionClientContract,
  { orderId = null }: { orderId?: string | null } = {}
): Promise<MoneyAllowance> {
  const [limit] = await sql<{ daily: bigint | null; monthly: bigint | null }>(
    LIMIT,
    { personId },
    trx
  )
  if (!limit) return { outcome: 'allowed' }
  const price = await countsAs(bought, trx)
  const { today, thisMonth } = await moneyPaid(personId, { except: orderId, trx })
  const reached = (period: Period, cap: bigint | null, paid: bigint): MoneyAllowance | null =>
    cap !== null && paid + price > cap
      ? { outcome: 'capped', period, cap, paid, price, resetsAt: nextPeriod(period) }
      : null
  return (
    reached('day', limit.daily, today) ??
    reached('month', limit.monthly, thisMonth) ?? { outcome: 'allowed' }
  )
}
