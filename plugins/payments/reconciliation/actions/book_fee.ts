import { sql } from '#app/support/sql'
import { LedgerError } from '#plugins/ledger/api'
import type { ProviderRecord } from '#plugins/payments/gateways/gateway'
import { partOf, returnOf, subjectOf } from '#plugins/payments/reconciliation/compare'
import type { Finding } from '#plugins/payments/reconciliation/difference'
import type { KnownPayment } from '#plugins/payments/reconciliation/queries/load_known'
import type { PaymentsServices } from '#plugins/payments/services'

/**
 * Books what the gateway kept of a payment or a refund: one transfer, `gateway_<g>` −fee and `fees` +fee, under a key
 * of the thing's own, so that it is booked once. What it keeps of a dispute is a part of the dispute.
 * @returns what differs: another fee is in the books
 */
export async function bookFee(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  gateway: string,
  record: ProviderRecord,
  known: KnownPayment | undefined
): Promise<Finding | null> {
  const { gatewayFee: fee } = record
  if (fee === null || record.kind === 'disputed') return null
  if (known?.state !== 'credited' || known.currency === null) return null
  const kept = record.kind === 'paid' ? known : returnOf(record, known)
  if (!kept) return null
  const booked = 'gatewayFee' in kept ? kept.gatewayFee : kept.gateway_fee
  if (booked === fee) return null
  const differs: Finding = {
    part: partOf(record),
    subject: subjectOf(record),
    payment: record.payment,
    kind: 'fee_differs',
    theirs: { fee: String(fee), currency: known.currency },
    ours: { fee: String(booked ?? ''), currency: known.currency },
  }
  if (booked !== null) return differs
  try {
    if (fee !== 0n)
      await transferFee({ ledger }, gateway, { record, fee, currency: known.currency })
  } catch (error) {
    // A run that ended half-way had booked another fee.
    if (error instanceof LedgerError && error.fault === 'key_conflict') return differs
    throw error
  }
  const table = record.kind === 'paid' ? 'payments_payments' : 'payments_returns'
  await sql(`update ${table} set gateway_fee = :fee where id = :id`, { fee, id: kept.id })
  return null
}

async function transferFee(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  gateway: string,
  { record, fee, currency }: { record: ProviderRecord; fee: bigint; currency: string }
): Promise<void> {
  const leg = (name: 'fees' | `gateway_${string}`, amount: bigint) => ({
    account: { kind: 'system', name, commodity: currency } as const,
    commodity: currency,
    amount,
  })
  await ledger.transfer({
    key: `fee:${gateway}:${partOf(record)}:${subjectOf(record)}`,
    memo: { key: 'payments.reconciliation.fee_memo' },
    legs: [leg(`gateway_${gateway}`, -fee), leg('fees', fee)],
  })
}
