import { sql } from '#app/support/sql'
import { worth } from '#plugins/payments/payouts/payout'
import type { PaymentsServices } from '#plugins/payments/services'
import paymentsConfig from '#config/payments'

/** What a creator's earnings are worth, minor units of `currency`, and where they are on their way. */
export interface CreatorEarnings {
  currency: string
  /** Millicoins, and money: too young to be paid out, may be paid out. */
  pending: { coins: bigint; amount: bigint }
  available: { coins: bigint; amount: bigint }
  /** Asked for, not yet sent. */
  underWay: bigint
  /** Reached the creator, all time. */
  paid: bigint
  /** Came back after it was paid, all time. */
  reversed: bigint
  minimum: bigint
}

export async function earningsOf(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  personId: string
): Promise<CreatorEarnings> {
  const { pendingSeconds, currency, minimum } = paymentsConfig.payouts
  const { pending, available } = await ledger.payable(personId, pendingSeconds)
  const [sums] = await sql<{ under_way: string; paid: string; reversed: string }>(
    `select coalesce(sum(amount) filter (where state in ('asked', 'reserved', 'sent', 'failing')), 0)::text as under_way,
            coalesce(sum(amount) filter (where state = 'paid'), 0)::text as paid,
            coalesce(sum(amount) filter (where state in ('reversing', 'reversed')), 0)::text as reversed
     from payments_payouts where person_id = :personId and currency = :currency`,
    { personId, currency }
  )
  return {
    currency,
    pending: { coins: pending, amount: worth(pending).amount },
    available: { coins: available, amount: worth(available).amount },
    underWay: BigInt(sums?.under_way ?? 0),
    paid: BigInt(sums?.paid ?? 0),
    reversed: BigInt(sums?.reversed ?? 0),
    minimum,
  }
}
