import type { Database } from '@adonisjs/lucid/database'
import type { OpenReport } from '#plugins/moderation/api'

/** Most reports that are read at once. */
export const REPORTS_PAGE = 100

/** What waits for a moderator, oldest first. */
export async function openReports(database: Database): Promise<readonly OpenReport[]> {
  const { rows } = await database.rawQuery<{ rows: OpenReport[] }>(
    `select id, created_at as at, account_id as "accountId", subject_kind as kind, subject_id as "subjectId",
       persona_id as "personaId", reason, words, excerpt
     from moderation_reports where state = 'open' order by id limit ?`,
    [REPORTS_PAGE]
  )
  return rows
}
