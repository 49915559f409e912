import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'

/** A payment as it is kept; what is not known yet is null. Coins are millicoins, amounts minor units. */
export interface PaymentRow {
  id: string
  gateway: GatewayName
  provider_payment: string
  state: 'pending' | 'unmatched' | 'mismatched' | 'credited'
  order_id: string | null
  order_ref: string | null
  order_ref_ours: boolean
  person_id: string | null
  account_id: string | null
  payer_platform: 'telegram' | 'discord' | null
  payer_platform_id: string | null
  pack_id: string | null
  coins: bigint | null
  bonus: bigint | null
  currency: string | null
  amount: bigint | null
  tax: bigint | null
  /** The ledger's top-up, or its sale. */
  transfer_id: string | null
  receipt: string | null
  fraud_warning: string | null
  after_credit_at: Date | null
  paid_at: Date | null
  facts: number
}

/** A refund or dispute as it is kept. */
export interface ReturnRow {
  id: string
  provider_return: string
  kind: 'refund' | 'dispute'
  /** Minor units, as it was told; null for all that is left of the payment, and while only the outcome is known. */
  amount: bigint | null
  /** What it came to. */
  came_to: bigint | null
  /** The last that was told of it is that it took coins. */
  told_taken: boolean
  fee: bigint
  state: 'known' | 'applied' | 'failed' | 'won' | 'restored'
  /** Null while only its outcome is known. */
  announced_at: Date | null
  outcome: 'failed' | 'won' | 'lost' | null
}

export async function readPayment(id: string): Promise<PaymentRow | null> {
  const [row] = await sql<PaymentRow>('select * from payments_payments where id = :id', { id })
  return row ?? null
}

/** The payment, which nobody else decides about until the transaction ends. */
export async function lockPayment(
  trx: TransactionClientContract,
  id: string
): Promise<PaymentRow | null> {
  const [row] = await sql<PaymentRow>(
    'select * from payments_payments where id = :id for update',
    { id },
    trx
  )
  return row ?? null
}

export async function returnsOf(
  paymentId: string,
  trx?: TransactionClientContract
): Promise<ReturnRow[]> {
  return sql<ReturnRow>(
    `select id, provider_return, kind, told_amount as amount, amount as came_to, fee, state, announced_at, outcome,
       told_taken
     from payments_returns where payment_id = :paymentId`,
    { paymentId },
    trx
  )
}
