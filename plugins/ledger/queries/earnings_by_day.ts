import type { Bucket, EarningsDay } from '#plugins/ledger/api'
import { checkId } from '#plugins/ledger/support/checks'
import type { LedgerContext } from '#plugins/ledger/support/operations'

/**
 * Transfers take their number and their time in one call, which is over within seconds: this far around a time, the
 * two may disagree about who was first. The exact time decides in the end.
 */
const BESIDE = '1 minute'

const BOUNDS = `
  select ledger_transfer_before(cast(:from as timestamptz) - interval '${BESIDE}') as after,
    ledger_transfer_before(cast(:to as timestamptz) + interval '${BESIDE}') as upto`

const EARNINGS = `
  select to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD') as day, e.bucket, sum(e.amount)::bigint as amount
  from ledger_accounts a
  join ledger_entries e on e.account_id = a.id and e.transfer_id > :after and e.transfer_id <= :upto
  join ledger_transfers t on t.id = e.transfer_id and t.id > :after and t.id <= :upto
  where a.kind = 'earnings' and a.owner = :creatorId and a.name = '' and a.commodity = 'COIN'
    and t.operation in ('capture', 'sale') and t.created_at >= :from and t.created_at < :to
  group by 1, 2 order by 1`

interface Row {
  day: string
  bucket: Bucket
  amount: bigint
}

/** What captures and sales brought a creator on each day (UTC) of a span, from the entries. */
export function earningsByDay({ database }: LedgerContext) {
  return async (creatorId: string, from: Date, to: Date): Promise<readonly EarningsDay[]> => {
    checkId(creatorId, 'creatorId')
    // Not prepared: how a day is read best, and how a year, depends on how much lies between the bounds.
    const bounds = await database.rawQuery<{ rows: { after: bigint; upto: bigint }[] }>(BOUNDS, {
      from,
      to,
    })
    const [bound] = bounds.rows
    if (!bound) throw new Error('ledger_transfer_before gave no row')
    const { rows } = await database.rawQuery<{ rows: Row[] }>(EARNINGS, {
      creatorId,
      from,
      to,
      after: String(bound.after),
      upto: String(bound.upto),
    })
    const days = new Map<string, { day: string; buckets: Record<Bucket, bigint> }>()
    for (const { day, bucket, amount } of rows) {
      const found = days.get(day) ?? { day, buckets: { promo: 0n, purchased: 0n, earned: 0n } }
      found.buckets[bucket] += amount
      days.set(day, found)
    }
    return [...days.values()]
  }
}
