import type { Database } from '@adonisjs/lucid/database'
import type { NewReport, ReportOutcome, ReportSubject } from '#plugins/moderation/api'

/** Reports that one account may send in {@link PERIOD_SECONDS}: more is a flood, and the queue is read by people. */
export const REPORTS_PER_PERIOD = 10
export const PERIOD_SECONDS = 24 * 60 * 60

/** Characters kept of what is reported, and of the reporter's words. */
export const EXCERPT_LENGTH = 2_000
export const WORDS_LENGTH = 1_000

/**
 * Puts a report into the queue: once for each turn, once for each thing that an account has open. One account's
 * reports wait for one another, so that many at the same moment do not slip under the limit.
 */
export async function takeReport(database: Database, report: NewReport): Promise<ReportOutcome> {
  return database.transaction(async (trx) => {
    await trx.rawQuery('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `moderation_reports:${report.accountId}`,
    ])
    const { rows: before } = await trx.rawQuery<{ rows: { id: string }[] }>(
      `select id from moderation_reports
       where key = :key or (account_id = :accountId and subject_kind = :kind and subject_id = :subject and state = 'open')`,
      {
        key: report.key,
        accountId: report.accountId,
        kind: report.subject.kind,
        subject: idOf(report.subject),
      }
    )
    if (before.length > 0) return { outcome: 'reported_before' }
    const { rows: recent } = await trx.rawQuery<{ rows: { wait: number }[] }>(
      `select greatest(1, ceil(extract(epoch from created_at - now()) + :period))::integer as wait
       from moderation_reports
       where account_id = :accountId and created_at > now() - make_interval(secs => :period)
       order by created_at desc offset :last limit 1`,
      { accountId: report.accountId, period: PERIOD_SECONDS, last: REPORTS_PER_PERIOD - 1 }
    )
    if (recent[0]) return { outcome: 'too_many', retryInSeconds: recent[0].wait }
    await trx.rawQuery(
      `insert into moderation_reports
         (key, account_id, subject_kind, subject_id, persona_id, reason, words, excerpt)
       values (:key, :accountId, :kind, :subject, nullif(:personaId, '')::uuid, :reason, :words, :excerpt)`,
      {
        key: report.key,
        accountId: report.accountId,
        kind: report.subject.kind,
        subject: idOf(report.subject),
        personaId: report.subject.kind === 'person' ? '' : report.subject.personaId,
        reason: report.reason.slice(0, 100),
        words: report.words.slice(0, WORDS_LENGTH),
        excerpt: report.excerpt.slice(0, EXCERPT_LENGTH),
      }
    )
    return { outcome: 'reported' }
  })
}

function idOf(subject: ReportSubject): string {
  switch (subject.kind) {
    case 'message':
      return subject.messageId
    case 'persona':
      return subject.personaId
    case 'person':
      return subject.accountId
  }
}
