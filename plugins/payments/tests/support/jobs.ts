/** What the worker does with the plugin's jobs, at once. */
import type { JsonObject } from '#app/job_kit/types'
import type { PluginDefinition } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import payments from '#plugins/payments/plugin'
import { paymentsContext } from '#plugins/payments/tests/support/counter'

/** The jobs of a topic whose payload names this text, as they lie in the outbox. */
export async function jobsNaming(
  topic: string,
  naming: string
): Promise<{ key: string; payload: JsonObject }[]> {
  return sql(
    `select key, payload from outbox where topic = :topic and position(:naming in payload::text) > 0 order by id`,
    { topic, naming }
  )
}

/** Runs each of them; returns how many there were. */
export async function runJobs(topic: string, naming: string): Promise<number> {
  const { listeners, jobs }: PluginDefinition = payments
  const job = listeners?.[topic] ?? jobs?.[topic.replace(/^payments\./, '')]
  if (!job) throw new Error(`Nobody handles ${topic}`)
  const handle = (await job()).default(await paymentsContext())
  const rows = await jobsNaming(topic, naming)
  const { signal } = new AbortController()
  for (const row of rows) await handle({ topic, ...row, attempt: 1, signal })
  return rows.length
}
