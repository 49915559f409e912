import { sql } from '#app/support/sql'

/** One decision as it was taken, standing or not. */
export interface Entry {
  /** Decimal. */
  id: string
  decision: string
  value: string
  reason: string
  confidence: number
  source: 'creator' | 'pattern' | 'model'
  at: Date
  /** Null while it stands. */
  superseded_at: Date | null
}

/** Entries of one project at most; older ones are not shown. */
const SHOWN = 200

/** Everything that was decided in a project, newest first. */
export async function historyOf(projectId: string): Promise<readonly Entry[]> {
  return sql<Entry>(
    `select id::text, decision, value, reason, confidence, source, at, superseded_at from coach_decisions
     where project_id = :projectId order by id desc limit :most`,
    { projectId, most: SHOWN }
  )
}
