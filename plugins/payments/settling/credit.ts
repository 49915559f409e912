import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import { PAYMENT_EVENTS } from '#plugins/payments/api'
import type { PaymentsServices } from '#plugins/payments/services'
import { booksOf } from '#plugins/payments/settling/books'
import { tellSold } from '#plugins/payments/settling/tell_sale'
import type { Bought } from '#plugins/payments/settling/match_payment'
import { askMove } from '#plugins/payments/settling/moves'
import { creditKey } from '#plugins/payments/settling/next_move'
import type { PaymentRow } from '#plugins/payments/settling/payment'

const BASIS_POINTS = 10_000n

/** The tax that a price contains, minor units, rounded to the nearest one. */
export function taxIn(amount: bigint, currency: string): bigint {
  const rate = BigInt(paymentsConfig.taxBp[currency] ?? 0)
  const whole = BASIS_POINTS + rate
  return (2n * amount * rate + whole) / (2n * whole)
}

/** Decides what the payment gives, once: from now on neither its amount nor its person is looked up again. */
export async function askCredit(
  trx: TransactionClientContract,
  payment: PaymentRow & { amount: bigint; currency: string },
  bought: Bought
): Promise<void> {
  const { amount, currency, gateway } = payment
  const tax = taxIn(amount, currency)
  const [row] = await sql<{ receipt: string }>(
    `update payments_payments set order_id = :orderId, person_id = :personId, account_id = :accountId,
       pack_id = :packId, coins = :coins, bonus = :bonus, tax = :tax,
       receipt = coalesce(receipt, 'GR-' || to_char(now() at time zone 'UTC', 'YYYY') || '-'
         || lpad(nextval('payments_receipt_numbers')::text, 6, '0'))
     where id = :id
     returning receipt`,
    {
      id: payment.id,
      tax,
      orderId: bought.orderId,
      personId: bought.personId,
      accountId: bought.accountId,
      packId: bought.packId,
      coins: bought.coins,
      bonus: bought.bonus,
    },
    trx
  )
  const { coins, bonus, sale } = bought
  const { money } = booksOf({ gateway, amount, tax, coins, bonus }, [])
  await askMove(trx, payment.id, {
    kind: sale ? 'sell' : 'credit',
    key: creditKey(gateway, payment.provider_payment),
    returnId: null,
    undoes: null,
    purchased: coins,
    promo: bonus,
    bearer: null,
    creatorId: sale?.creatorId ?? null,
    memo: {
      key: `payments.memo.${sale ? 'sold' : 'bought'}`,
      data: { receipt: row?.receipt ?? '' },
    },
    money: [...money]
      .filter(([, moved]) => moved !== 0n)
      .map(([account, moved]) => ({ account, amount: moved })),
  })
}

/** The coins, or what was sold, are in the books: whoever waits for that is told, in the same transaction. */
export async function markCredited(
  services: Pick<PaymentsServices, 'outbox'>,
  trx: TransactionClientContract,
  paymentId: string,
  transferId: string
): Promise<void> {
  const [credited] = await sql<{ person_id: string; order_id: string | null }>(
    `update payments_payments set state = 'credited', transfer_id = :transferId, credited_at = now()
     where id = :paymentId returning person_id, order_id`,
    { paymentId, transferId },
    trx
  )
  if (!credited) throw new Error(`The payment ${paymentId} is gone`)
  await sql(
    `update payments_orders set state = 'paid' where id = :orderId`,
    { orderId: credited.order_id },
    trx
  )
  if (await tellSold(services, trx, paymentId)) return
  await services.outbox.add(trx, [
    {
      topic: PAYMENT_EVENTS.credited,
      key: paymentId,
      payload: { paymentId, personId: credited.person_id },
    },
  ])
}
