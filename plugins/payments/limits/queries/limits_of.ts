import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { LedgerService } from '#plugins/ledger/api'
import type { LimitChange, LimitKind, Limits } from '#plugins/payments/limits/limits'
import { moneyPaid } from '#plugins/payments/limits/queries/money_paid'

export interface OwnLimits {
  limits: Limits
  /** What is used of each now, in its unit. */
  used: Readonly<Record<LimitKind, bigint>>
  /** What will be raised or removed. */
  changes: readonly LimitChange[]
}

/** A person's limits, what is used of them, and what changes soon. */
export async function limitsOf(ledger: LedgerService, personId: string): Promise<OwnLimits> {
  const [coins, money, paid, changes] = await Promise.all([
    ledger.caps(personId),
    moneyLimits(personId),
    moneyPaid(personId),
    waitingChanges(personId),
  ])
  return {
    limits: {
      coins_daily: coins.caps.daily,
      coins_monthly: coins.caps.monthly,
      money_daily: money.daily,
      money_monthly: money.monthly,
    },
    used: {
      coins_daily: coins.spentToday,
      coins_monthly: coins.spentThisMonth,
      money_daily: paid.today,
      money_monthly: paid.thisMonth,
    },
    changes,
  }
}

/** Minor units of US dollars. */
export async function moneyLimits(
  personId: string,
  trx?: TransactionClientContract
): Promise<{ daily: bigint | null; monthly: bigint | null }> {
  const [row] = await sql<{ daily: bigint | null; monthly: bigint | null }>(
    'select daily, monthly from payments_money_limits where person_id = :personId',
    { personId },
    trx
  )
  return row ?? { daily: null, monthly: null }
}

/** Changes that wait, the next first. */
export async function waitingChanges(
  personId: string,
  trx?: TransactionClientContract
): Promise<LimitChange[]> {
  const rows = await sql<{ kind: LimitKind; amount: bigint | null; takes_effect_at: Date }>(
    `select kind, amount, takes_effect_at from payments_limit_changes
     where person_id = :personId order by takes_effect_at, kind`,
    { personId },
    trx
  )
  return rows.map((row) => ({
    kind: row.kind,
    amount: row.amount,
    takesEffectAt: row.takes_effect_at,
  }))
}
