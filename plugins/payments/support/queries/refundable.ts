import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import type { PaymentsServices } from '#plugins/payments/services'
import { SUPPORT_LIMITS } from '#plugins/payments/support/limits'

/** A payment that its payer may have back without asking. */
export interface Refundable {
  id: string
  receipt: string
  amount: bigint
  currency: string
  /** Millicoins with bonus: they are all in the wallet. */
  coins: bigint
}

/** What of a person's payments for coins can go back by itself; empty where the person had too many back lately. */
export async function refundablePayments(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  personId: string
): Promise<readonly Refundable[]> {
  const [{ buckets }, rows] = await Promise.all([
    ledger.balance(personId),
    sql<Refundable & { purchased: bigint; promo: bigint }>(
      `select id, receipt, amount, currency, coins + bonus as coins, coins as purchased, bonus as promo
       from payments_payments
       where person_id = :personId and state = 'credited' and receipt is not null and pack_id is not null
         and paid_at > now() - make_interval(days => :days)
         and not exists (select from payments_returns where payment_id = payments_payments.id)
         and not exists (
           select from payments_refunds
           where payment_id = payments_payments.id and state in ('asked', 'refunded', 'unclear')
         )
         and (
           select count(*) from payments_refunds
           where asked_by = :personId and state in ('asked', 'refunded')
             and created_at > now() - make_interval(days => :within)
         ) < :most
       order by paid_at desc limit :listed`,
      {
        personId,
        days: paymentsConfig.refundDays,
        within: SUPPORT_LIMITS.refundsWithinDays,
        most: SUPPORT_LIMITS.refunds,
        listed: SUPPORT_LIMITS.listed,
      }
    ),
  ])
  // By kind: coins that somebody earned do not stand in for bought ones that were spent.
  return rows
    .filter(({ purchased, promo }) => purchased <= buckets.purchased && promo <= buckets.promo)
    .map(({ id, receipt, amount, currency, coins }) => ({ id, receipt, amount, currency, coins }))
}
