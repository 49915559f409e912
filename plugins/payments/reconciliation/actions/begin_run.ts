import { sql } from '#app/support/sql'
import { RECONCILIATION_LIMITS } from '#plugins/payments/reconciliation/limits'

export interface Run {
  id: bigint
  gateway: string
  since: Date
  startedAt: Date
}

const RETURNING = `returning id, gateway, since, started_at as "startedAt"`

/**
 * Begins a run, or goes on with one that was left or has just failed.
 * @param since what it looks at from; by default from a while before the last run that came through
 * @returns null while another process is at it
 */
export async function beginRun(gateway: string, since?: Date): Promise<Run | null> {
  const { leftMinutes, resumeMinutes, overlapHours, firstDays } = RECONCILIATION_LIMITS
  const [left] = await sql<Run>(
    `update payments_reconciliations set state = 'running', heard_at = now(), ended_at = null, error = null
     where id = (select max(id) from payments_reconciliations where gateway = :gateway)
       and (cast(:since as timestamptz) is null or since = cast(:since as timestamptz))
       and ((state = 'running' and heard_at < now() - make_interval(mins => :leftMinutes))
         or (state = 'failed' and ended_at > now() - make_interval(mins => :resumeMinutes)))
     ${RETURNING}`,
    { gateway, since: since ?? null, leftMinutes, resumeMinutes }
  )
  if (left) return left
  // One that was left and is not gone on with must not stand in the way.
  await sql(
    `update payments_reconciliations set state = 'failed', ended_at = now(), error = 'its process ended'
     where gateway = :gateway and state = 'running' and heard_at < now() - make_interval(mins => :leftMinutes)`,
    { gateway, leftMinutes }
  )
  const [begun] = await sql<Run>(
    `insert into payments_reconciliations (gateway, since)
     select :gateway, coalesce(
       cast(:since as timestamptz),
       (select max(started_at) from payments_reconciliations where gateway = :gateway and state = 'done')
         - make_interval(hours => :overlapHours),
       now() - make_interval(days => :firstDays))
     on conflict (gateway) where state = 'running' do nothing
     ${RETURNING}`,
    { gateway, since: since ?? null, overlapHours, firstDays }
  )
  return begun ?? null
}

/** The run is still at it, so far. */
export async function noteProgress(
  id: bigint,
  progress: { records: number; repaired: number }
): Promise<void> {
  await sql(
    `update payments_reconciliations
     set heard_at = now(), records = records + :records, repaired = repaired + :repaired where id = :id`,
    { id, ...progress }
  )
}

/** Ends a run; old ones are forgotten. */
export async function endRun({ id, gateway }: Run, error: string | null): Promise<void> {
  const { errorLength, keptDays } = RECONCILIATION_LIMITS
  await sql(
    `update payments_reconciliations set ended_at = now(), heard_at = now(), error = :error,
       state = case when cast(:error as text) is null then 'done' else 'failed' end
     where id = :id`,
    { id, error: error?.replaceAll('\0', '').slice(0, errorLength) ?? null }
  )
  await sql(
    `delete from payments_reconciliations
     where gateway = :gateway and id <> :id and ended_at < now() - make_interval(days => :keptDays)`,
    { gateway, id, keptDays }
  )
}
