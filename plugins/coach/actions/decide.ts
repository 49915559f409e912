import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import type { Project } from '#plugins/coach/project/project'

export interface Taken {
  decision: string
  value: string
  reason: string
  confidence: number
  source: 'creator' | 'pattern' | 'model'
}

/** Longest value and reason that are kept, characters. */
export const DECISION_LENGTH = 300

/**
 * Writes a decision down: the one before is superseded and kept, the task that it was is ticked, and an opening day
 * becomes the project's. Two at once come one after the other.
 * @returns false when the same was decided already
 */
export async function decide(
  trx: TransactionClientContract,
  project: Pick<Project, 'id' | 'programme'>,
  taken: Taken
): Promise<boolean> {
  const known = project.programme.decisions.find(({ id }) => id === taken.decision)
  if (!known) throw new Error(`The programme has no decision "${taken.decision}"`)
  const value = taken.value.trim().slice(0, DECISION_LENGTH)
  if (value === '') return false
  const values = { projectId: project.id, decision: taken.decision }
  await sql('select from coach_projects where id = :projectId for update', values, trx)
  const [standing] = await sql<{ value: string }>(
    `select value from coach_decisions
     where project_id = :projectId and decision = :decision and superseded_at is null`,
    values,
    trx
  )
  if (standing?.value === value) return false
  await sql(
    `update coach_decisions set superseded_at = now()
     where project_id = :projectId and decision = :decision and superseded_at is null`,
    values,
    trx
  )
  await sql(
    `insert into coach_decisions (project_id, decision, value, reason, confidence, source)
     values (:projectId, :decision, :value, :reason, :confidence, :source)`,
    {
      ...values,
      value,
      reason: taken.reason.trim().slice(0, DECISION_LENGTH),
      confidence: taken.confidence,
      source: taken.source,
    },
    trx
  )
  if (known.kind === 'date') {
    await sql(
      'update coach_projects set target_on = cast(:day as date) where id = :projectId',
      { projectId: project.id, day: dayIn(value) },
      trx
    )
  }
  await sql(
    `insert into coach_ticks (project_id, task, ticked_by)
     select :projectId, task, 'coach' from unnest(:tasks::text[]) task on conflict do nothing`,
    {
      projectId: project.id,
      tasks: project.programme.phases
        .flatMap(({ tasks }) => tasks)
        .filter(({ decision }) => decision === taken.decision)
        .map(({ id }) => id),
    },
    trx
  )
  return true
}

/** The day that a date in ISO form names; null for words that name none for certain. */
export function dayIn(value: string): string | null {
  return DateTime.fromISO(value, { zone: 'utc' }).toISODate()
}
