/** What the worker does with the plugin's jobs, at once. */
import { contextOfPersonas } from '#plugins/personas/tests/support/house'
import type { JsonObject } from '#app/job_kit/types'
import type { PluginDefinition } from '#app/plugin_kit/types'
import personas from '#plugins/personas/plugin'
import { sql } from '#app/support/sql'

/** Runs every job of a topic that waits in the outbox, as often as a worker may: at least once. */
export async function runJobs(topic: string): Promise<number> {
  const { listeners, jobs }: PluginDefinition = personas
  const job = listeners?.[topic] ?? jobs?.[topic.replace(/^personas\./, '')]
  if (!job) throw new Error(`Nobody handles ${topic}`)
  const handle = (await job()).default(await contextOfPersonas())
  const rows = await sql<{ id: bigint; key: string; payload: JsonObject }>(
    'select id, key, payload from outbox where topic = :topic order by id',
    { topic }
  )
  for (const { key, payload } of rows) {
    await handle({ topic, key, payload, attempt: 1, signal: new AbortController().signal })
  }
  return rows.length
}
