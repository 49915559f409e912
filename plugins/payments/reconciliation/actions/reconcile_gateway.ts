import type { GatewayName } from '#config/payments'
import type { Gateway, ProviderRecord } from '#plugins/payments/gateways/gateway'
import { askOneByOne } from '#plugins/payments/reconciliation/actions/ask_one_by_one'
import {
  beginRun,
  endRun,
  noteProgress,
  type Run,
} from '#plugins/payments/reconciliation/actions/begin_run'
import { workRecords, type RunWork } from '#plugins/payments/reconciliation/actions/work_records'
import { RECONCILIATION_LIMITS } from '#plugins/payments/reconciliation/limits'
import { countOpen } from '#plugins/payments/reconciliation/queries/list_differences'
import type { PaymentsServices } from '#plugins/payments/services'

export type ReconcileOutcome =
  | {
      outcome: 'done'
      gateway: GatewayName
      since: Date
      /** Lines of the gateway's list. */
      records: number
      /** Of them, those that were missed and are kept now. */
      repaired: number
      /** Differences of the gateway that are open now, whenever they were found. */
      open: number
    }
  /** Another process is at it. */
  | { outcome: 'busy'; gateway: GatewayName }
  | { outcome: 'not_connected'; gateway: GatewayName }

export interface ReconcileRequest {
  gateway: GatewayName
  /** By default from a while before the last run that came through. */
  since?: Date
  signal: AbortSignal
}

/**
 * Goes through the gateway's own list and compares it with what is kept here and with the ledger: keeps what was
 * missed, books fees, and reports the rest. Memory holds a hundred lines at a time; the same again changes nothing.
 * @throws when gateway or database cannot be reached; the next run goes on with it
 */
export async function reconcileGateway(
  services: PaymentsServices,
  request: ReconcileRequest
): Promise<ReconcileOutcome> {
  const { gateway: name, since, signal } = request
  const gateway = (await services.gateways()).get(name)
  if (!gateway) return { outcome: 'not_connected', gateway: name }
  const run = await beginRun(name, since)
  if (!run) return { outcome: 'busy', gateway: name }
  try {
    const counted = await goThrough({ services, gateway, run }, run, signal)
    await endRun(run, null)
    const open = await countOpen(name)
    return { outcome: 'done', gateway: name, since: run.since, ...counted, open }
  } catch (error) {
    await endRun(run, error instanceof Error ? error.message : String(error))
    throw error
  }
}

async function goThrough(
  work: RunWork,
  run: Run,
  signal: AbortSignal
): Promise<{ records: number; repaired: number }> {
  const all = { records: 0, repaired: 0 }
  for await (const records of inBatches(work.gateway, run.since)) {
    signal.throwIfAborted()
    const repaired = await workRecords(work, records)
    await noteProgress(run.id, { records: records.length, repaired })
    all.records += records.length
    all.repaired += repaired
  }
  const repaired = await askOneByOne(work, run, signal)
  await noteProgress(run.id, { records: 0, repaired })
  all.repaired += repaired
  return all
}

async function* inBatches(gateway: Gateway, since: Date): AsyncGenerator<ProviderRecord[]> {
  let batch: ProviderRecord[] = []
  for await (const record of gateway.list(since)) {
    batch.push(record)
    if (batch.length < RECONCILIATION_LIMITS.batch) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
