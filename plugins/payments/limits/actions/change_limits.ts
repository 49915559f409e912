import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { LedgerService } from '#plugins/ledger/api'
import { lockLimits, writeLimits } from '#plugins/payments/limits/actions/write_limits'
import {
  isTighter,
  LIMIT_KINDS,
  RAISE_WAITS_SECONDS,
  type LimitKind,
  type Limits,
} from '#plugins/payments/limits/limits'
import { moneyLimits, waitingChanges } from '#plugins/payments/limits/queries/limits_of'

/**
 * Sets a person's limits as they wish: what is lowered holds at once, what is raised or removed waits 24 hours. A wish
 * that waits already goes on waiting, also when it becomes smaller; a wish for what is there now takes back a change.
 */
export async function changeLimits(
  ledger: LedgerService,
  personId: string,
  wanted: Limits
): Promise<void> {
  await db.transaction(async (trx) => {
    await lockLimits(personId, trx)
    const coins = (await ledger.caps(personId)).caps
    const money = await moneyLimits(personId, trx)
    const now: Limits = {
      coins_daily: coins.daily,
      coins_monthly: coins.monthly,
      money_daily: money.daily,
      money_monthly: money.monthly,
    }
    const waiting = new Map((await waitingChanges(personId, trx)).map((one) => [one.kind, one]))
    for (const kind of LIMIT_KINDS) {
      const wish = wanted[kind]
      const before = waiting.get(kind)
      if (isTighter(wish, now[kind])) {
        if (before) await dropChange(personId, kind, trx)
      } else if (before && isTighter(wish, before.amount)) {
        await keepChange({ personId, kind, amount: wish, at: before.takesEffectAt }, trx)
      } else {
        await keepChange({ personId, kind, amount: wish, at: null }, trx)
      }
    }
    await writeLimits(ledger, personId, now, tightened(now, wanted), trx)
  })
}

/** What holds at once. */
function tightened(now: Limits, wanted: Limits): Limits {
  const of = (kind: LimitKind) => (isTighter(wanted[kind], now[kind]) ? wanted[kind] : now[kind])
  return {
    coins_daily: of('coins_daily'),
    coins_monthly: of('coins_monthly'),
    money_daily: of('money_daily'),
    money_monthly: of('money_monthly'),
  }
}

async function dropChange(
  personId: string,
  kind: LimitKind,
  trx: TransactionClientContract
): Promise<void> {
  await sql(
    'delete from payments_limit_changes where person_id = :personId and kind = :kind',
    { personId, kind },
    trx
  )
}

/** @param change.at null: after the wait, from now on */
async function keepChange(
  change: { personId: string; kind: LimitKind; amount: bigint | null; at: Date | null },
  trx: TransactionClientContract
): Promise<void> {
  await sql(
    `insert into payments_limit_changes (person_id, kind, amount, takes_effect_at)
     values (:personId, :kind, :amount, coalesce(:at, now() + make_interval(secs => :wait)))
     on conflict (person_id, kind) do update
       set amount = excluded.amount, takes_effect_at = excluded.takes_effect_at`,
    { ...change, wait: RAISE_WAITS_SECONDS },
    trx
  )
}
