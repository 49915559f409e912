import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '#tests/support/redis'
import { until } from '#tests/support/until'
import { JOB_LIMITS } from '#app/job_kit/limits'
import { all, aMessage, aTopic, recorder, rowsOf, Workshop } from '#app/job_kit/tests/workshop'

const skipped = !(await hasRedis())

test.group('jobs while Redis is away', (group) => {
  let redis: TestRedis
  let shop: Workshop

  group.each.setup(async () => {
    const started = await startRedis()
    if (!started) throw new Error(NO_REDIS)
    redis = started
    shop = new Workshop(redis.url)
    return async () => {
      await shop.close()
      await redis.stop()
    }
  })
  group.tap((one) => one.skip(skipped, NO_REDIS))

  test('wait in the outbox, and run when it is back', async ({ assert }) => {
    const topic = aTopic()
    const { jobs, on } = recorder()
    const worker = await shop.running({ handlers: [on(topic)], leaseSeconds: 1 })
    await until(() => worker.status().state === 'ready')

    await redis.kill()
    await shop.add(aMessage(topic), aMessage(topic))
    await until(() => worker.status().state === 'down')
    assert.isTrue(await all(topic, 'pending'))

    await redis.restart()
    await until(() => all(topic, 'done'), { within: 30_000, what: 'the jobs' })
    assert.lengthOf(jobs, 2)
    await until(() => worker.status().state === 'ready')
  })

  test('are not kept from starting and stopping', async ({ assert }) => {
    await redis.kill()
    const topic = aTopic()
    const worker = await shop.running({ handlers: [recorder().on(topic)] })
    await shop.add(aMessage(topic))
    await until(() => worker.status().state === 'down')
    const start = Date.now()
    await worker.stop()
    assert.isBelow(Date.now() - start, 6_000)
    assert.isTrue(await all(topic, 'pending'))
  })

  test('are offered again when it lost what it had accepted', async ({ assert }) => {
    const { topic, jobs, unblock } = await aJobThatRedisHolds()

    await redis.restart()
    unblock()
    await expireLease(topic)

    await until(() => all(topic, 'done'), { within: 30_000 })
    assert.lengthOf(jobs, 1)
  })

  test('run once, though the relay died between handing them over and noting it', async ({
    assert,
  }) => {
    const { topic, jobs, unblock } = await aJobThatRedisHolds()

    await expireLease(topic)
    await until(() => isHandedOver(topic), { what: 'the second offer' })
    unblock()

    await until(() => all(topic, 'done'))
    assert.lengthOf(jobs, 1)
    assert.equal((await rowsOf(topic))[0]?.attempts, 1)
  })

  /** A job that was handed over, behind others that keep the only worker busy. */
  async function aJobThatRedisHolds() {
    const [topic, others] = [aTopic(), aTopic()]
    const gate = Promise.withResolvers<void>()
    const { jobs, on } = recorder()
    const busy = recorder(() => gate.promise)
    await shop.running({ handlers: [on(topic), busy.on(others)] })
    await shop.add(...Array.from({ length: JOB_LIMITS.concurrency }, () => aMessage(others)))
    await until(() => busy.jobs.length === JOB_LIMITS.concurrency, { what: 'a busy worker' })
    await shop.add(aMessage(topic))
    await until(() => isHandedOver(topic), { what: 'the first offer' })
    return { topic, jobs, unblock: gate.resolve }
  }
})

async function isHandedOver(topic: string): Promise<boolean> {
  const { rowCount } = await db.rawQuery<{ rowCount: number }>(
    `select from outbox where topic = ? and run_at > now() + interval '5 minutes'`,
    [topic]
  )
  return rowCount === 1
}

function expireLease(topic: string): Promise<unknown> {
  return db.rawQuery('update outbox set run_at = now() where topic = ?', [topic])
}
