import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { LedgerService } from '#plugins/ledger/api'
import type { Limits } from '#plugins/payments/limits/limits'

/** One change of a person's limits at a time: a raise that was due must not undo a lowering. */
export async function lockLimits(personId: string, trx: TransactionClientContract): Promise<void> {
  await sql(
    'select pg_advisory_xact_lock(hashtextextended(:lock, 0))',
    { lock: `payments.limits:${personId}` },
    trx
  )
}

/** Makes limits hold: coins in the ledger, money here. Under {@link lockLimits}; the same again changes nothing. */
export async function writeLimits(
  ledger: LedgerService,
  personId: string,
  now: Limits,
  limits: Limits,
  trx: TransactionClientContract
): Promise<void> {
  if (limits.coins_daily !== now.coins_daily || limits.coins_monthly !== now.coins_monthly) {
    await ledger.setCaps(personId, { daily: limits.coins_daily, monthly: limits.coins_monthly })
  }
  if (limits.money_daily === now.money_daily && limits.money_monthly === now.money_monthly) return
  await sql(
    `insert into payments_money_limits (person_id, daily, monthly) values (:personId, :daily, :monthly)
     on conflict (person_id) do update set daily = excluded.daily, monthly = excluded.monthly`,
    { personId, daily: limits.money_daily, monthly: limits.money_monthly },
    trx
  )
}
