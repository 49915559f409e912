/** What the worker does with the plugin's jobs, at once. */
import app from '@adonisjs/core/services/app'
import type { JsonObject } from '#app/job_kit/types'
import type { PluginDefinition } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import coach from '#plugins/coach/plugin'

/** Runs the jobs of a name whose key begins so, as often as a worker may: at least once. */
export async function runJobs(name: string, keyBegins: string): Promise<number> {
  const { jobs }: PluginDefinition = coach
  const job = jobs?.[name]
  if (!job) throw new Error(`The coach has no job ${name}`)
  const registry = await app.container.make('plugins')
  const plugin = registry.plugins.find((one) => one.name === 'coach')
  if (!plugin) throw new Error('This program has no coach')
  const handle = (await job()).default(registry.contextOf(plugin))
  const topic = `coach.${name}`
  const rows = await sql<{ key: string; payload: JsonObject }>(
    'select key, payload from outbox where topic = :topic and starts_with(key, :keyBegins) order by id',
    { topic, keyBegins }
  )
  for (const { key, payload } of rows) {
    await handle({ topic, key, payload, attempt: 1, signal: new AbortController().signal })
  }
  return rows.length
}
