import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { AskedMove, Told } from '#plugins/payments/settling/moves'

/** Keeps whose earnings a move took, or that those of an earlier one are back. */
export async function keepTakenEarnings(
  trx: TransactionClientContract,
  move: AskedMove,
  told: Told
): Promise<void> {
  for (const { creatorId, amount } of told.fromCreators) {
    await sql(
      `insert into payments_taken_earnings (move_id, creator_id, amount)
       values (:moveId, :creatorId, :amount) on conflict do nothing`,
      { moveId: move.id, creatorId, amount },
      trx
    )
  }
  if (move.undoes === null) return
  await sql(
    'update payments_taken_earnings set given_back_at = now() where move_id = :moveId',
    { moveId: move.undoes },
    trx
  )
}
