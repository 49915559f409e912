import { sql } from '#app/support/sql'
import type {
  DifferenceKind,
  DifferencePart,
  Finding,
} from '#plugins/payments/reconciliation/difference'

/** Something that was compared, and what could be found of it: what was not looked at stays open. */
export interface Checked {
  part: DifferencePart
  subject: string
  kinds: readonly DifferenceKind[]
}

/**
 * Keeps what was found, once while it lasts, and closes what was compared and agrees now.
 * @param runId the run that compared
 */
export async function keepDifferences(
  run: { id: bigint; gateway: string },
  checked: readonly Checked[],
  findings: readonly Finding[]
): Promise<void> {
  // A list may name a thing twice; a statement can touch a row once.
  const once = new Map(findings.map((one) => [[one.part, one.subject, one.kind].join(' '), one]))
  await sql(
    `insert into payments_differences (gateway, part, subject, payment, kind, theirs, ours, reconciliation_id)
     select :gateway, part, subject, payment, kind, theirs, ours, cast(:run as bigint)
     from jsonb_to_recordset(cast(:findings as jsonb))
       as f (part text, subject text, payment text, kind text, theirs jsonb, ours jsonb)
     order by part, subject, kind
     on conflict (gateway, part, subject, kind) where closed_at is null do update set
       theirs = excluded.theirs, ours = excluded.ours, reconciliation_id = excluded.reconciliation_id`,
    { gateway: run.gateway, run: run.id, findings: JSON.stringify([...once.values()]) }
  )
  const agreed = checked.flatMap(({ part, subject, kinds }) =>
    kinds
      .filter((kind) => !findings.some((one) => isOf(one, part, subject) && one.kind === kind))
      .map((kind) => ({ part, subject, kind }))
  )
  await sql(
    `update payments_differences d set closed_at = now(), reconciliation_id = cast(:run as bigint)
     from jsonb_to_recordset(cast(:agreed as jsonb)) as a (part text, subject text, kind text)
     where d.gateway = :gateway and d.closed_at is null
       and d.part = a.part and d.subject = a.subject and d.kind = a.kind`,
    { gateway: run.gateway, run: run.id, agreed: JSON.stringify(agreed) }
  )
}

const isOf = (finding: Finding, part: DifferencePart, subject: string): boolean =>
  finding.part === part && finding.subject === subject
