import db from '@adonisjs/lucid/services/db'
import { OutboxStore } from '#app/job_kit/outbox_store'
import { collectProcessMetrics, outboxLagSeconds, outboxRows, registry } from '#app/health/metrics'

/** Everything that is counted, in Prometheus's text format. Without the database, all but the outbox. */
export async function scrape(): Promise<string> {
  collectProcessMetrics()
  await readOutbox()
  return registry.metrics()
}

async function readOutbox(): Promise<void> {
  outboxRows.reset()
  outboxLagSeconds.reset()
  try {
    const { pending, dead, lagSeconds } = await new OutboxStore(db).counts()
    outboxRows.set({ state: 'pending' }, pending)
    outboxRows.set({ state: 'dead' }, dead)
    outboxLagSeconds.set(lagSeconds)
  } catch {
    // An outage is told by /health/ready; the metrics are wanted most then.
  }
}
