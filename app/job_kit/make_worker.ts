import type { ApplicationService } from '@adonisjs/core/types'
import env from '#start/env'
import type { Subscription } from '#app/job_kit/subscription'
import { Worker } from '#app/job_kit/worker'

/** The worker with the handlers and the schedules of every plugin. */
export async function makeWorker(app: ApplicationService): Promise<Worker> {
  const registry = await app.container.make('plugins')
  const handlers = registry.plugins.flatMap((plugin): Subscription[] => {
    const context = registry.contextOf(plugin)
    const listeners = Object.entries(plugin.listeners ?? {}).map(([topic, load]) => ({
      topic,
      subscriber: plugin.name,
      load: async () => (await load()).default(context),
    }))
    const jobs = Object.entries(plugin.jobs ?? {}).map(([job, load]) => ({
      topic: `${plugin.name}.${job}`,
      subscriber: `${plugin.name}:job`,
      load: async () => (await load()).default(context),
    }))
    return [...listeners, ...jobs]
  })
  const schedules = registry.plugins.flatMap((plugin) =>
    (plugin.schedules ?? []).map((schedule) => ({
      topic: `${plugin.name}.${schedule.job}`,
      everySeconds: schedule.everySeconds,
    }))
  )
  return new Worker({
    outbox: await app.container.make('outbox'),
    handlers,
    schedules,
    redisUrl: env.get('REDIS_URL'),
    logger: await app.container.make('logger'),
    db: await app.container.make('lucid.db'),
  })
}
