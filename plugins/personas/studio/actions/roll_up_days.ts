import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { COUNTED, DAY } from '#plugins/personas/studio/queries/counting'

/** Days that one transaction counts. */
const DAYS_AT_ONCE = 2
/** A message's time is its transaction's first moment; it is seen when that is over. Milliseconds. */
const WRITING_MS = 60_000
/** Days in which messages may still have come or changed since the last run are counted again. Milliseconds. */
const LATE_MS = 60 * 60_000

/**
 * Counts messages by day up to a minute ago. The days of the last hour are counted anew, so a run that is repeated,
 * or that a crash cut off, counts nothing twice. Two at once take turns.
 * @returns how many steps it took; none when there is nothing to count
 */
export async function rollUpDays(signal?: AbortSignal, now = new Date()): Promise<number> {
  const horizon = new Date(now.getTime() - WRITING_MS)
  let steps = 0
  while (!signal?.aborted && (await db.transaction((trx) => step(trx, horizon)))) steps++
  return steps
}

/** Counts the next days. False when all are counted. */
async function step(trx: TransactionClientContract, horizon: Date): Promise<boolean> {
  const span = await nextSpan(trx, horizon)
  if (!span) return false
  const where = `m.created_at >= :from and m.created_at < :to`
  await trx.rawQuery('delete from personas_studio_days where day >= :day', span)
  await trx.rawQuery('delete from personas_studio_talks where day >= :day', span)
  await trx.rawQuery(
    `insert into personas_studio_days
       (persona_id, day, messages, delivered, stopped, failed, blocked, tokens, paid)
     select c.persona_id, ${DAY}, ${COUNTED}
     from personas_messages m join personas_conversations c on c.id = m.conversation_id
     where ${where} group by 1, 2`,
    span
  )
  await trx.rawQuery(
    `insert into personas_studio_talks (persona_id, day, conversation_id)
     select distinct c.persona_id, ${DAY}, c.id
     from personas_messages m join personas_conversations c on c.id = m.conversation_id
     where m.role = 'fan' and ${where}`,
    span
  )
  await trx.rawQuery('update personas_studio_roll_up set upto = :to', span)
  return true
}

type Span = { day: string; from: Date; to: Date }

async function nextSpan(trx: TransactionClientContract, horizon: Date): Promise<Span | null> {
  const { rows } = await trx.rawQuery<{ rows: ({ upto: Date | null } & Span)[] }>(
    `select r.upto, to_char(s.day, 'YYYY-MM-DD') as day, s.day at time zone 'UTC' as from,
       least(:horizon, (s.day + interval '${DAYS_AT_ONCE} days') at time zone 'UTC') as to
     from (select * from personas_studio_roll_up for update) r
     cross join lateral (
       select date_trunc('day', coalesce(r.upto - interval '${LATE_MS} milliseconds',
         (select min(m.created_at) from personas_messages m)) at time zone 'UTC') as day
     ) s
     where s.day is not null`,
    { horizon }
  )
  const [span] = rows
  if (!span || span.from >= span.to) return null
  return span.upto !== null && span.upto >= span.to ? null : { ...span }
}
