import type { Account } from '#app/identity/types'
import { sql } from '#app/support/sql'
import { SUPPORT_LIMITS } from '#plugins/payments/support/limits'

/** A payment as the one who paid is shown it. */
export interface LastPayment {
  id: string
  /** `GR-2026-000123`; null until its coins are in the wallet. */
  receipt: string | null
  /** What the gateway calls it: the operator finds by it what has no receipt. */
  reference: string
  /** Minor units, or whole Stars. */
  amount: bigint
  currency: string
  /** What another plugin sold, as it was called; null for a pack. */
  sale: string | null
  /** Millicoins with bonus; null where nothing was credited. */
  coins: bigint | null
  paidAt: Date
  state: 'credited' | 'returned' | 'waiting'
}

interface Row {
  id: string
  receipt: string | null
  provider_payment: string
  amount: bigint
  currency: string
  sale: string | null
  coins: bigint | null
  paid_at: Date
  credited: boolean
  returned: boolean
}

/**
 * The last payments of a person, or of an account: somebody who paid and is known to nobody (a guest, somebody whose
 * order is gone) finds them by the account that paid.
 */
export async function lastPayments(
  personId: string | null,
  account: Pick<Account, 'platform' | 'platformId'>
): Promise<readonly LastPayment[]> {
  const rows = await sql<Row>(
    `select id, receipt, provider_payment, amount, currency, coins + bonus as coins, paid_at,
       state = 'credited' as credited,
       (select o.title from payments_orders o where o.id = order_id and o.seller is not null) as sale,
       exists (
         select from payments_returns
         where payment_id = payments_payments.id and state in ('known', 'applied')
       ) as returned
     from payments_payments
     where paid_at is not null and amount is not null
       and (
         person_id = :personId::uuid
         or (person_id is null and payer_platform = :platform and payer_platform_id = :platformId)
       )
     order by paid_at desc limit :listed`,
    {
      personId,
      platform: account.platform,
      platformId: account.platformId,
      listed: SUPPORT_LIMITS.listed,
    }
  )
  return rows.map((row) => ({
    id: row.id,
    receipt: row.receipt,
    reference: row.provider_payment,
    amount: row.amount,
    currency: row.currency,
    sale: row.sale,
    coins: row.coins,
    paidAt: row.paid_at,
    state: row.returned ? 'returned' : row.credited ? 'credited' : 'waiting',
  }))
}
