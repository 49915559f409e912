import type { ProviderRecord } from '#plugins/payments/gateways/gateway'
import type { DifferencePart, Finding } from '#plugins/payments/reconciliation/difference'
import type { KnownPayment, KnownReturn } from '#plugins/payments/reconciliation/queries/load_known'
import { booksOf } from '#plugins/payments/settling/books'

/** What of the gateway's a record is. */
export const partOf = ({ kind }: ProviderRecord): DifferencePart =>
  kind === 'paid' ? 'payment' : kind === 'refunded' ? 'refund' : 'dispute'

/** The gateway's id of it. */
export function subjectOf(record: ProviderRecord): string {
  switch (record.kind) {
    case 'paid':
      return record.payment
    case 'refunded':
      return record.refund
    case 'disputed':
      return record.dispute
  }
}

export const returnOf = (
  record: ProviderRecord,
  known: KnownPayment | undefined
): KnownReturn | undefined =>
  known?.returns.find((one) => one.provider_return === subjectOf(record))

/** Whether the record says something that never got here: it is safe to keep it as an event would have been. */
export function isMissed(record: ProviderRecord, known: KnownPayment | undefined): boolean {
  if (record.kind === 'paid') {
    return !known || known.state === 'pending' || known.state === 'unmatched'
  }
  const kept = returnOf(record, known)
  if (!kept?.announced_at) return true
  return record.kind === 'disputed' && record.fee > kept.fee
}

/**
 * What is not the same on both sides, after what was missed was kept.
 * @param error why the record could not be kept
 */
export function compare(
  record: ProviderRecord,
  known: KnownPayment | undefined,
  error: string | undefined
): Finding[] {
  const about = { part: partOf(record), subject: subjectOf(record), payment: record.payment }
  const theirs =
    record.kind === 'paid'
      ? { amount: String(record.amount), currency: record.currency }
      : record.amount === null
        ? {}
        : { amount: String(record.amount) }
  if (error !== undefined) return [{ ...about, kind: 'not_repaired', theirs, ours: { error } }]
  if (!known) return [{ ...about, kind: 'unknown_here', theirs, ours: null }]
  if (record.kind === 'paid') {
    const finding = comparePaid(record, known)
    return finding ? [{ ...about, ...finding, theirs }] : []
  }
  const finding = compareReturn(record, returnOf(record, known))
  return finding ? [{ ...about, ...finding, theirs }] : []
}

type Half = Pick<Finding, 'kind' | 'ours'>

function comparePaid(
  record: Extract<ProviderRecord, { kind: 'paid' }>,
  known: KnownPayment
): Half | null {
  const state = known.state
  // All of it went back: nobody has anything of anybody's.
  if (state !== 'credited' && isWhollyReturned(known, record.amount)) return null
  if (state === 'pending' || state === 'unmatched') return { kind: 'unknown_here', ours: { state } }
  const mismatched = state === 'mismatched'
  const amount = mismatched ? known.orderAmount : known.amount
  const currency = mismatched ? known.orderCurrency : known.currency
  const ours = { amount: String(amount), currency: String(currency), state }
  if (currency !== record.currency) return { kind: 'currency_differs', ours }
  if (amount !== record.amount) return { kind: 'amount_differs', ours }
  return null
}

const isWhollyReturned = ({ returns }: KnownPayment, amount: bigint): boolean => {
  const standing = returns.filter(({ announced_at: told, outcome }) => {
    return told !== null && (outcome === null || outcome === 'lost')
  })
  return (
    standing.some((one) => one.amount === null) ||
    (standing.length > 0 && standing.reduce((all, one) => all + (one.amount ?? 0n), 0n) >= amount)
  )
}

function compareReturn(
  record: Exclude<ProviderRecord, { kind: 'paid' }>,
  kept: KnownReturn | undefined
): Half | null {
  if (!kept) return { kind: 'unknown_here', ours: null }
  const ours = { amount: String(kept.amount ?? ''), state: kept.state }
  if (record.kind === 'refunded' && kept.outcome === 'failed')
    return { kind: 'state_differs', ours }
  const bothSay = record.amount !== null && kept.amount !== null
  return bothSay && record.amount !== kept.amount ? { kind: 'amount_differs', ours } : null
}

/** Whether the ledger shows a credited payment as it is; null while it is being settled. */
export function compareBooks(gateway: string, known: KnownPayment): Finding | null {
  const { amount, tax, coins, bonus, booked, currency } = known
  if (known.state !== 'credited' || known.unsettled || amount === null) return null
  const paid = { gateway, amount, tax: tax ?? 0n, coins: coins ?? 0n, bonus: bonus ?? 0n }
  const wanted = booksOf(paid, known.returns).money.get(`gateway_${gateway}`) ?? 0n
  if (booked === wanted) return null
  return {
    part: 'payment',
    subject: known.name,
    payment: known.name,
    kind: 'books_differ',
    theirs: { amount: String(wanted), currency: String(currency) },
    ours: { amount: String(booked ?? 0n), currency: String(currency) },
  }
}
