/** What the payments told of money that went back, by payment: it may be told before the cycle that it paid is there. */
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'

/** How a payment stands. */
export interface Returned {
  /** Minor units that went back or are held back. */
  gone: bigint
  /** Nothing is left of it. */
  whole: boolean
  /** A dispute holds some of it. */
  disputed: boolean
}

/** Until the transaction ends nobody else hears of this payment, or writes the cycle that it paid. Before rows. */
export async function lockReturned(
  trx: TransactionClientContract,
  paymentId: string
): Promise<void> {
  await sql(
    'select pg_advisory_xact_lock(hashtextextended(:name, 0))',
    { name: `communities.returned:${paymentId}` },
    trx
  )
}

/** How a payment stands, as far as it was told; null when nothing was. */
export async function returnedOf(
  trx: TransactionClientContract,
  paymentId: string
): Promise<(Returned & { as_of: number }) | null> {
  const [row] = await sql<Returned & { as_of: number }>(
    'select as_of, gone, whole, disputed from communities_returns where payment_id = :paymentId',
    { paymentId },
    trx
  )
  return row ?? null
}

/** What of a payment is gone when its cycle is written, minor units: its lock is held. */
export async function goneOf(trx: TransactionClientContract, paymentId: string): Promise<bigint> {
  return (await returnedOf(trx, paymentId))?.gone ?? 0n
}

/** Writes down how a payment stands by now. */
export async function keepReturned(
  trx: TransactionClientContract,
  paymentId: string,
  { gone, whole, disputed, asOf }: Returned & { asOf: number }
): Promise<void> {
  await sql(
    `insert into communities_returns (payment_id, as_of, gone, whole, disputed)
     values (:paymentId, :asOf, :gone, :whole, :disputed)
     on conflict (payment_id) do update set as_of = excluded.as_of, gone = excluded.gone, whole = excluded.whole,
       disputed = excluded.disputed`,
    { paymentId, asOf, gone, whole, disputed },
    trx
  )
}
