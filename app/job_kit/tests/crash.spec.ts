import { test } from '@japa/runner'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '#tests/support/redis'
import { until } from '#tests/support/until'
import { all, aMessage, aTopic, recorder, rowsOf, Workshop } from '#app/job_kit/tests/workshop'

/** Runs the child until it is killed. */
async function dieAt(step: 'commit' | 'run', topic: string, name: string, redisUrl?: string) {
  const script = fileURLToPath(new URL('./crash_child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', '#typescript', script, step, topic, name], {
    env: { ...process.env, ...(redisUrl ? { CRASH_REDIS_URL: redisUrl } : {}) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [, signal] = await once(child, 'exit')
  if (signal !== 'SIGKILL') throw new Error(`The child ended by itself at ${step}`)
}

for (const driver of ['in_process', 'redis'] as const) {
  const skipped = driver === 'redis' && !(await hasRedis())

  test.group(`jobs after a crash, ${driver}`, (group) => {
    let redis: TestRedis | null = null
    let shop: Workshop

    group.setup(async () => {
      redis = driver === 'redis' && !skipped ? await startRedis() : null
      return () => redis?.stop()
    })
    group.each.setup(() => {
      shop = new Workshop(redis?.url)
      return () => shop.close()
    })
    group.tap((one) => one.skip(skipped, NO_REDIS))

    test('between commit and relay', async ({ assert }) => {
      const [topic, key] = [aTopic(), randomUUID()]
      await dieAt('commit', topic, key)
      assert.isTrue(await all(topic, 'pending'))

      const { jobs, on } = recorder()
      await shop.running({ handlers: [on(topic)] })
      await until(() => all(topic, 'done'))
      assert.deepEqual(
        jobs.map((job) => job.key),
        [key]
      )
    })

    test('in the middle of a job', async ({ assert }) => {
      const topic = aTopic()
      await shop.add(aMessage(topic))
      await dieAt('run', topic, shop.queue, redis?.url)
      assert.containSubset(await rowsOf(topic), [{ state: 'pending', attempts: 1 }])

      const { jobs, on } = recorder()
      await shop.running({ handlers: [on(topic)] })
      await until(() => all(topic, 'done'), { within: 20_000 })
      assert.deepEqual(
        jobs.map(({ attempt }) => attempt),
        [2]
      )
    })
  })
}
