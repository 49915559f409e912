import type { ByBucket, LedgerService } from '#plugins/ledger/api'
import { sql } from '#app/support/sql'
import { dayOf, timeOf, type Period } from '#plugins/personas/studio/period'
import { NO_COINS } from '#plugins/personas/studio/figures'

/** A capture's time is known when it is written, which may be this long after midnight. Milliseconds. */
const WRITING_MS = 10 * 60_000

interface Row extends ByBucket {
  day: string
}

/**
 * A creator's earnings on each day of a period. The books never change, so a day that is over is asked for once and
 * kept: what is read of the books is today.
 */
export async function creatorEarnings(
  ledger: Pick<LedgerService, 'earningsByDay'>,
  creatorId: string,
  { days, from, to }: Period,
  now = new Date()
): Promise<ReadonlyMap<string, ByBucket>> {
  const kept = await sql<Row>(
    `select to_char(day, 'YYYY-MM-DD') as day, promo, purchased, earned from personas_studio_earnings
     where creator_id = :creatorId and day >= cast(:first as date) order by day`,
    { creatorId, first: dayOf(from) }
  )
  const known = new Map<string, ByBucket>(kept.map(({ day, ...coins }) => [day, coins]))
  const unknown = days.filter((day) => !known.has(day))
  const [first] = unknown
  if (first === undefined) return known
  const found = await ledger.earningsByDay(creatorId, timeOf(first), to)
  const fresh = new Map(found.map(({ day, buckets }) => [day, buckets]))
  for (const day of unknown) known.set(day, fresh.get(day) ?? NO_COINS)

  const over = dayOf(new Date(now.getTime() - WRITING_MS))
  await keep(
    creatorId,
    unknown.filter((day) => day < over).map((day) => ({ day, ...(known.get(day) ?? NO_COINS) }))
  )
  return known
}

async function keep(creatorId: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  await sql(
    `insert into personas_studio_earnings (creator_id, day, promo, purchased, earned)
     select :creatorId, * from unnest(cast(:days as date[]), cast(:promo as bigint[]),
       cast(:purchased as bigint[]), cast(:earned as bigint[]))
     on conflict do nothing`,
    {
      creatorId,
      days: rows.map((row) => row.day),
      promo: rows.map((row) => String(row.promo)),
      purchased: rows.map((row) => String(row.purchased)),
      earned: rows.map((row) => String(row.earned)),
    }
  )
}
