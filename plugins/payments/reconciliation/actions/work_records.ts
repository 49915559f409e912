import { isOutage } from '#app/support/outage'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import type { Fact, Gateway, ProviderRecord } from '#plugins/payments/gateways/gateway'
import { bookFee } from '#plugins/payments/reconciliation/actions/book_fee'
import {
  keepDifferences,
  type Checked,
} from '#plugins/payments/reconciliation/actions/keep_differences'
import {
  compare,
  compareBooks,
  isMissed,
  partOf,
  returnOf,
  subjectOf,
} from '#plugins/payments/reconciliation/compare'
import type { DifferenceKind, Finding } from '#plugins/payments/reconciliation/difference'
import { RECONCILIATION_LIMITS } from '#plugins/payments/reconciliation/limits'
import { loadKnown, type KnownPayment } from '#plugins/payments/reconciliation/queries/load_known'
import type { PaymentsServices } from '#plugins/payments/services'

/** Differences that comparing a record settles either way; of a fee only a record that names it. */
const COMPARED: readonly DifferenceKind[] = [
  'amount_differs',
  'currency_differs',
  'unknown_there',
  'unknown_here',
  'state_differs',
  'not_repaired',
]

export interface RunWork {
  services: PaymentsServices
  gateway: Gateway
  run: { id: bigint; gateway: string }
}

type Known = ReadonlyMap<string, KnownPayment>

/**
 * Compares some records with what is kept here: keeps what was missed as its event would have been, books fees, and
 * keeps or closes differences.
 * @returns how many of them were missed and are kept now
 */
export async function workRecords(
  work: RunWork,
  records: readonly ProviderRecord[]
): Promise<number> {
  const { services, run } = work
  const names = [...new Set(records.map(({ payment }) => payment))]
  const before = await loadKnown(services, run.gateway, names)
  const missed = records.filter((record) => isMissed(record, before.get(record.payment)))
  const errors = await repair(work, missed, before)
  const known = missed.length === 0 ? before : await loadKnown(services, run.gateway, names)

  const findings: Finding[] = []
  const checked: Checked[] = []
  for (const record of records) {
    const ours = known.get(record.payment)
    const found = compare(record, ours, errors.get(record))
    if (found.length === 0) {
      const fee = await bookFee(services, run.gateway, record, ours)
      if (fee) found.push(fee)
    }
    findings.push(...found)
    const kinds = record.gatewayFee === null ? COMPARED : ([...COMPARED, 'fee_differs'] as const)
    checked.push({ part: partOf(record), subject: subjectOf(record), kinds })
  }
  for (const ours of known.values()) {
    const books = compareBooks(run.gateway, ours)
    if (books) findings.push(books)
    checked.push({ part: 'payment', subject: ours.name, kinds: ['books_differ'] })
  }
  await keepDifferences(run, checked, findings)
  await markSeen(run, records, known)
  return missed.filter((record) => isKept(record, known)).length
}

/** Payments before what went back of them. One that cannot be kept does not stop the others. */
async function repair(
  { services, gateway }: RunWork,
  missed: readonly ProviderRecord[],
  known: Known
): Promise<ReadonlyMap<ProviderRecord, string>> {
  const errors = new Map<ProviderRecord, string>()
  const sorted = missed.toSorted((a, b) => Number(b.kind === 'paid') - Number(a.kind === 'paid'))
  for (const record of sorted) {
    try {
      await applyFacts(services, gateway.name, await factsOf(gateway, record, known))
    } catch (error) {
      if (isOutage(error)) throw error
      const reason = error instanceof Error ? error.message : String(error)
      errors.set(record, reason.slice(0, RECONCILIATION_LIMITS.errorLength))
    }
  }
  return errors
}

/** A refund of a payment that never got here brings the payment along. */
async function factsOf(
  gateway: Gateway,
  record: ProviderRecord,
  known: Known
): Promise<readonly Fact[]> {
  const { gatewayFee: _, ...fact } = record
  const ours = known.get(record.payment)
  const alone = record.kind !== 'paid' && (!ours || ours.state === 'pending')
  return alone ? [...(await gateway.look(record.payment)), fact] : [fact]
}

function isKept(record: ProviderRecord, known: Known): boolean {
  const ours = known.get(record.payment)
  if (record.kind === 'paid') return ours?.state === 'credited'
  return Boolean(returnOf(record, ours)?.announced_at)
}

/** What is left without a mark at the end of the run is in no list. */
async function markSeen(
  run: RunWork['run'],
  records: readonly ProviderRecord[],
  known: Known
): Promise<void> {
  const paid = records.filter(({ kind }) => kind === 'paid')
  const payments = paid.flatMap((record) => known.get(record.payment)?.id ?? [])
  const returns = records.flatMap((record) => returnOf(record, known.get(record.payment))?.id ?? [])
  await sql(
    `with seen as (
       update payments_payments set reconciliation_id = cast(:run as bigint)
       where id = any(cast(:payments as uuid[])) and reconciliation_id is distinct from cast(:run as bigint)
     )
     update payments_returns set reconciliation_id = cast(:run as bigint)
     where id = any(cast(:returns as uuid[])) and reconciliation_id is distinct from cast(:run as bigint)`,
    { run: run.id, payments, returns }
  )
}
