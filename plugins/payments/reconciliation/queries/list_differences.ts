import { sql } from '#app/support/sql'
import type {
  DifferenceKind,
  DifferencePart,
  Side,
} from '#plugins/payments/reconciliation/difference'
import { RECONCILIATION_LIMITS } from '#plugins/payments/reconciliation/limits'

export interface DifferenceLine {
  id: bigint
  gateway: string
  part: DifferencePart
  subject: string
  /** Our id of the payment; null when there is none here. */
  paymentId: string | null
  kind: DifferenceKind
  theirs: Side | null
  ours: Side | null
  foundAt: Date
  closedAt: Date | null
}

/** Differences that are open, or the latest that were closed. */
export async function listDifferences(filter: {
  open: boolean
  gateway: string | null
  /** Older than this one. */
  before: bigint | null
}): Promise<{ differences: readonly DifferenceLine[]; more: boolean }> {
  const { pageSize } = RECONCILIATION_LIMITS
  const found = await sql<DifferenceLine>(
    `select d.id, d.gateway, d.part, d.subject, p.id as "paymentId", d.kind, d.theirs, d.ours,
       d.found_at as "foundAt", d.closed_at as "closedAt"
     from payments_differences d
     left join payments_payments p on p.gateway = d.gateway and p.provider_payment = d.payment
     where (d.closed_at is null) = :open and (cast(:gateway as text) is null or d.gateway = :gateway)
       and (cast(:before as bigint) is null or d.id < cast(:before as bigint))
     order by d.id desc limit :limit`,
    { ...filter, limit: pageSize + 1 }
  )
  return { differences: found.slice(0, pageSize), more: found.length > pageSize }
}

/** How many are open. */
export async function countOpen(gateway: string): Promise<number> {
  const [row] = await sql<{ count: bigint }>(
    'select count(*) as count from payments_differences where gateway = :gateway and closed_at is null',
    { gateway }
  )
  return Number(row?.count ?? 0n)
}

export interface RunLine {
  id: bigint
  gateway: string
  since: Date
  state: 'running' | 'done' | 'failed'
  records: number
  repaired: number
  error: string | null
  startedAt: Date
  endedAt: Date | null
}

/** The latest runs. */
export function latestRuns(): Promise<RunLine[]> {
  return sql<RunLine>(
    `select id, gateway, since, state, records, repaired, error, started_at as "startedAt", ended_at as "endedAt"
     from payments_reconciliations order by id desc limit :limit`,
    { limit: RECONCILIATION_LIMITS.runsShown }
  )
}
