import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { LedgerService } from '#plugins/ledger/api'
import { lockLimits, writeLimits } from '#plugins/payments/limits/actions/write_limits'
import type { LimitKind, Limits } from '#plugins/payments/limits/limits'
import { moneyLimits } from '#plugins/payments/limits/queries/limits_of'

/** People whose limits change in one run of the job. */
const AT_ONCE = 500

/**
 * Raises and removes the limits whose wait is over. A crash in the middle is done again: the changes are gone only
 * when they hold. Answers how many people it was for.
 */
export async function applyLimitChanges(
  ledger: LedgerService,
  signal?: AbortSignal
): Promise<number> {
  const due = await sql<{ person_id: string }>(
    `select distinct person_id from payments_limit_changes where takes_effect_at <= now() limit :atOnce`,
    { atOnce: AT_ONCE }
  )
  for (const { person_id: personId } of due) {
    if (signal?.aborted) break
    await applyTo(ledger, personId)
  }
  return due.length
}

async function applyTo(ledger: LedgerService, personId: string): Promise<void> {
  await db.transaction(async (trx) => {
    await lockLimits(personId, trx)
    const changes = await sql<{ kind: LimitKind; amount: bigint | null }>(
      `delete from payments_limit_changes where person_id = :personId and takes_effect_at <= now()
       returning kind, amount`,
      { personId },
      trx
    )
    const coins = (await ledger.caps(personId)).caps
    const money = await moneyLimits(personId, trx)
    const now: Limits = {
      coins_daily: coins.daily,
      coins_monthly: coins.monthly,
      money_daily: money.daily,
      money_monthly: money.monthly,
    }
    const raised = Object.fromEntries(changes.map(({ kind, amount }) => [kind, amount]))
    await writeLimits(ledger, personId, now, { ...now, ...raised }, trx)
  })
}
