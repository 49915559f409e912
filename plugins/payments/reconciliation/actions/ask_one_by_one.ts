import { sql } from '#app/support/sql'
import type { Fact, ProviderRecord } from '#plugins/payments/gateways/gateway'
import { keepDifferences } from '#plugins/payments/reconciliation/actions/keep_differences'
import type { Run } from '#plugins/payments/reconciliation/actions/begin_run'
import { workRecords, type RunWork } from '#plugins/payments/reconciliation/actions/work_records'
import { partOf, subjectOf } from '#plugins/payments/reconciliation/compare'
import type { DifferencePart, Finding, Side } from '#plugins/payments/reconciliation/difference'
import { RECONCILIATION_LIMITS } from '#plugins/payments/reconciliation/limits'

/** Something that is kept here, or differs, and was in no list of this run. */
interface Unlisted {
  part: DifferencePart
  subject: string
  payment: string
  ours: Side | null
}

const { batch, settlingMinutes, looks } = RECONCILIATION_LIMITS

/** Of the time that the list covers, up to what may be in no list yet. */
const COVERED = `>= cast(:since as timestamptz)
  and %s < cast(:startedAt as timestamptz) - make_interval(mins => ${settlingMinutes})`
const covered = (column: string): string => `${column} ${COVERED.replace('%s', column)}`

/** What is kept here and was not listed, and open differences that no list brought up again. */
const UNLISTED = `
  select 'payment' as part, provider_payment as subject, provider_payment as payment,
    jsonb_build_object('amount', amount::text, 'currency', currency, 'state', state) as ours
  from payments_payments
  where gateway = :gateway and state <> 'pending' and ${covered('paid_at')}
    and reconciliation_id is distinct from cast(:run as bigint)
  union
  select r.kind, r.provider_return, p.provider_payment, jsonb_build_object('amount', r.amount::text, 'state', r.state)
  from payments_returns r join payments_payments p on p.id = r.payment_id
  where r.gateway = :gateway and r.state = 'applied' and ${covered('r.at')}
    and r.reconciliation_id is distinct from cast(:run as bigint)
  union
  select part, subject, payment, cast(null as jsonb) from payments_differences
  where gateway = :gateway and closed_at is null and kind <> 'fee_differs'
    and reconciliation_id <> cast(:run as bigint)
  limit ${looks + 1}`

/**
 * Asks the gateway for everything that its list left out, one by one: what it does not know is a difference, and what
 * agrees by now is none any more.
 * @throws when there is so much of it that the list must be wrong
 */
export async function askOneByOne(work: RunWork, run: Run, signal: AbortSignal): Promise<number> {
  const { gateway, id, since, startedAt } = run
  const unlisted = await sql<Unlisted>(UNLISTED, { gateway, run: id, since, startedAt })
  if (unlisted.length > looks) {
    throw new Error(
      `More than ${looks} things that are kept here are not in the list of ${gateway}: the list seems to be broken`
    )
  }
  // A refund is known by its payment, so one answer serves both.
  const groups = [...Map.groupBy(unlisted, ({ payment }) => payment)]
  let repaired = 0
  for (let at = 0; at < groups.length; at += batch) {
    signal.throwIfAborted()
    repaired += await askSome(work, groups.slice(at, at + batch))
  }
  return repaired
}

async function askSome(
  work: RunWork,
  groups: readonly (readonly [payment: string, things: Unlisted[]])[]
): Promise<number> {
  const records: ProviderRecord[] = []
  const unknown: Unlisted[] = []
  for (const [payment, things] of groups) {
    const told = (await work.gateway.look(payment)).flatMap(recordOf)
    records.push(...told)
    unknown.push(
      ...things.filter(
        ({ part, subject }) =>
          !told.some((record) => partOf(record) === part && subjectOf(record) === subject)
      )
    )
  }
  const repaired = await workRecords(work, records)
  await keepDifferences(
    work.run,
    // What neither side has any more is no difference.
    unknown
      .filter(({ ours }) => ours === null)
      .map(({ part, subject }) => ({ part, subject, kinds: ['unknown_here', 'not_repaired'] })),
    unknown.flatMap(({ ours, ...about }): Finding[] =>
      ours === null ? [] : [{ ...about, kind: 'unknown_there', theirs: null, ours }]
    )
  )
  return repaired
}

/** A look-up says nothing of fees. */
function recordOf(fact: Fact): ProviderRecord[] {
  switch (fact.kind) {
    case 'paid':
    case 'refunded':
    case 'disputed':
      return [{ ...fact, gatewayFee: null }]
    default:
      return []
  }
}
