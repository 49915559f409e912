import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import type { Attempt, TopUp } from '#plugins/payments/top_ups/top_up'

const COLUMNS = `person_id as "personId", account_id as "accountId", frontend, locale, pack_id as "packId", currency,
  amount, threshold, monthly_cap as "monthlyCap", card_id as "cardId", card_name as "cardName", state,
  paused_for as "pausedFor", declines`

/** A person's agreement; null for somebody who never made one. */
export async function findTopUp(personId: string): Promise<TopUp | null> {
  const [found] = await sql<TopUp>(
    `select ${COLUMNS} from payments_top_ups where person_id = :personId`,
    { personId }
  )
  return found ?? null
}

/** The agreement of somebody who may be charged now, locked; null for everybody else. */
export async function lockDueTopUp(
  personId: string,
  trx: TransactionClientContract
): Promise<TopUp | null> {
  const [found] = await sql<TopUp>(
    `select ${COLUMNS} from payments_top_ups t
     where person_id = :personId and state = 'on' and next_at <= now()
       and not exists (
         select 1 from payments_top_up_attempts a
         where a.person_id = t.person_id and a.state in ('open', 'authentication')
       )
     for update`,
    { personId },
    trx
  )
  return found ?? null
}

const ATTEMPT = `a.id, a.person_id as "personId", a.order_id as "orderId", a.customer_id as "customerId",
  a.card_id as "cardId", a.amount, a.currency, a.state, a.intent, a.created_at as "createdAt"`

export async function findAttempt(id: string): Promise<Attempt | null> {
  const [found] = await sql<Attempt>(
    `select ${ATTEMPT} from payments_top_up_attempts a where a.id = :id`,
    { id }
  )
  return found ?? null
}

/** An attempt that has not ended, with what became of its order. */
export type LeftAttempt = Attempt & { order: 'open' | 'paid' | 'abandoned' }

/** Attempts that have not ended: whose order is decided, or whose job must have given up. */
export async function leftAttempts(
  lookAfter: number,
  most: number
): Promise<readonly LeftAttempt[]> {
  return sql<LeftAttempt>(
    `select ${ATTEMPT}, o.state as "order"
     from payments_top_up_attempts a join payments_orders o on o.id = a.order_id
     where a.state in ('open', 'authentication')
       and (o.state <> 'open' or (a.state = 'open' and a.created_at < now() - make_interval(secs => :lookAfter)))
     order by a.created_at limit :most`,
    { lookAfter, most }
  )
}

/** Minor units that attempts of this month (of UTC) took, or may still take. */
export async function paidThisMonth(
  personId: string,
  currency: string,
  trx?: TransactionClientContract
): Promise<bigint> {
  const [row] = await sql<{ amount: bigint }>(
    `select coalesce(sum(amount), 0)::bigint as amount from payments_top_up_attempts
     where person_id = :personId and currency = :currency and state in ('open', 'authentication', 'paid')
       and created_at >= date_trunc('month', now() at time zone 'utc') at time zone 'utc'`,
    { personId, currency },
    trx
  )
  return row?.amount ?? 0n
}
