import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { hasRedis, NO_REDIS, startRedis, type TestRedis } from '#tests/support/redis'
import { until } from '#tests/support/until'
import { all, aMessage, aTopic, recorder, rowsOf, Workshop } from '#app/job_kit/tests/workshop'

const DRIVERS = ['in_process', 'redis'] as const

for (const driver of DRIVERS) {
  const skipped = driver === 'redis' && !(await hasRedis())

  test.group(`jobs, ${driver}`, (group) => {
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

    test('run after the commit, with what was written', async ({ assert }) => {
      const topic = aTopic()
      const { jobs, on } = recorder()
      const worker = await shop.running({ handlers: [on(topic)] })
      const message = aMessage(topic)

      await db.transaction(async (trx) => {
        await shop.outbox.add(trx, [message])
        shop.outbox.nudge()
        assert.lengthOf(jobs, 0)
      })

      await until(() => all(topic, 'done'), { what: 'the job' })
      assert.lengthOf(jobs, 1)
      assert.containSubset(jobs[0], { ...message, attempt: 1 })
      assert.containSubset(worker.status(), { state: 'ready', driver })
    })

    test('do not run when the transaction is rolled back', async ({ assert }) => {
      const topic = aTopic()
      const { jobs, on } = recorder()
      await shop.running({ handlers: [on(topic)] })
      const trx = await db.transaction()
      await shop.outbox.add(trx, [aMessage(topic)])
      await trx.rollback()

      const later = aMessage(topic)
      await shop.add(later)
      await until(() => all(topic, 'done'), { what: 'the later job' })
      assert.deepEqual(
        jobs.map(({ key }) => key),
        [later.key]
      )
    })

    test('are one job per topic and key', async ({ assert }) => {
      const topic = aTopic()
      const { jobs, on } = recorder()
      await shop.running({ handlers: [on(topic)] })
      const message = aMessage(topic)
      await Promise.all(Array.from({ length: 10 }, () => shop.add(message, message)))
      await until(() => all(topic, 'done'))
      await shop.add(message)
      await until(() => all(topic, 'done'))
      assert.lengthOf(jobs, 1)
    })

    test('are tried again after a failure, later each time', async ({ assert }) => {
      const topic = aTopic()
      const times: number[] = []
      const { jobs, on } = recorder(({ attempt }) => {
        times.push(Date.now())
        if (attempt < 3) throw new Error('not yet')
      })
      await shop.running({ handlers: [on(topic)] })
      await shop.add(aMessage(topic))
      await until(() => all(topic, 'done'), { within: 20_000 })
      assert.deepEqual(
        jobs.map(({ attempt }) => attempt),
        [1, 2, 3]
      )
      const [first = 0, second = 0, third = 0] = times
      assert.isAtLeast(second - first, 700)
      assert.isAtLeast(third - second, 1400)
    })

    test('are kept as dead after their last attempt, with the reason', async ({ assert }) => {
      const topic = aTopic()
      const { jobs, on } = recorder(() => {
        throw new Error('x'.repeat(5_000))
      })
      const message = aMessage(topic)
      await shop.add(message)
      await db.from('outbox').where('topic', topic).update({ max_attempts: 2 })
      await shop.running({ handlers: [on(topic)] })
      await until(() => all(topic, 'dead'), { what: 'the end of the attempts' })
      assert.lengthOf(jobs, 2)
      const [row] = await rowsOf(topic)
      assert.match(String(row?.last_error), /^Error: xxx/)
      assert.lengthOf(String(row?.last_error), 2_000)
    })

    test('reach every subscriber, and only a failed one again', async ({ assert }) => {
      const topic = aTopic()
      const good = recorder()
      const bad = recorder(({ attempt }) => {
        if (attempt === 1) throw new Error('not yet')
      })
      await shop.running({ handlers: [good.on(topic, 'good'), bad.on(topic, 'bad')] })
      await shop.add(aMessage(topic))
      await until(() => all(topic, 'done'))
      assert.lengthOf(good.jobs, 1)
      assert.lengthOf(bad.jobs, 2)
    })

    test('that nobody listens to are done with', async () => {
      const topic = aTopic()
      await shop.running({})
      await shop.add(aMessage(topic))
      await until(() => all(topic, 'done'))
    })

    test('run eight at a time', async ({ assert }) => {
      const topic = aTopic()
      let now = 0
      let most = 0
      const gate = Promise.withResolvers<void>()
      const { jobs, on } = recorder(async () => {
        most = Math.max(most, ++now)
        await gate.promise
        now--
      })
      await shop.running({ handlers: [on(topic)] })
      await shop.add(...Array.from({ length: 30 }, () => aMessage(topic)))
      await until(() => now === 8, { what: 'eight jobs at once' })
      gate.resolve()
      await until(() => all(topic, 'done'))
      assert.lengthOf(jobs, 30)
      assert.equal(most, 8)
    })

    test('are shared by processes, each done by one', async ({ assert }) => {
      const topic = aTopic()
      const { jobs, on } = recorder()
      for (let count = 0; count < 3; count++) await shop.running({ handlers: [on(topic)] })
      const messages = Array.from({ length: 200 }, () => aMessage(topic))
      for (let from = 0; from < 200; from += 20) await shop.add(...messages.slice(from, from + 20))
      await until(() => all(topic, 'done'), { within: 20_000 })
      assert.sameMembers(
        jobs.map(({ key }) => key),
        messages.map(({ key }) => key)
      )
    })

    test('that run may finish when the process stops; the others wait for the next', async ({
      assert,
    }) => {
      const topic = aTopic()
      const gate = Promise.withResolvers<void>()
      const { jobs, on } = recorder(() => gate.promise)
      const worker = await shop.running({ handlers: [on(topic)], leaseSeconds: 1 })
      await shop.add(...Array.from({ length: 12 }, () => aMessage(topic)))
      await until(() => worker.status().running === 8)
      const stopped = worker.stop()
      gate.resolve()
      await stopped
      assert.equal(worker.status().state, 'off')
      const finished = (await rowsOf(topic)).filter(({ state }) => state === 'done')
      assert.equal(finished.length, jobs.length)

      await shop.running({ handlers: [on(topic)], leaseSeconds: 1 })
      await until(() => all(topic, 'done'), { within: 30_000 })
    })

    test('that do not end are told to abort, and tried again elsewhere', async ({ assert }) => {
      const topic = aTopic()
      let aborted = false
      const { on } = recorder(async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        aborted = true
        signal.throwIfAborted()
      })
      const worker = await shop.running({ handlers: [on(topic)] })
      await shop.add(aMessage(topic))
      await until(() => worker.status().running === 1)
      const start = Date.now()
      await worker.stop()
      assert.isTrue(aborted)
      assert.isBelow(Date.now() - start, 8_000)

      await shop.running({ handlers: [recorder().on(topic)] })
      await until(() => all(topic, 'done'))
    })

    test('of a schedule are written once per slot by all processes together', async ({
      assert,
    }) => {
      const topic = aTopic()
      const { jobs, on } = recorder()
      const schedules = [{ topic, everySeconds: 1 }]
      for (let count = 0; count < 3; count++)
        await shop.running({ handlers: [on(topic)], schedules })
      await until(() => jobs.length >= 3, { within: 15_000 })
      const slots = jobs.map(({ key }) => key)
      assert.lengthOf(new Set(slots), slots.length)
      for (const slot of slots) assert.match(slot, /^slot:\d{4}-.*:\d\d\.000Z$/)
    })

    test('of a schedule do not pile up behind a slow one', async ({ assert }) => {
      const topic = aTopic()
      const gate = Promise.withResolvers<void>()
      const { jobs, on } = recorder(() => gate.promise)
      const other = aTopic()
      const ticks = recorder()
      await shop.running({
        handlers: [on(topic), ticks.on(other)],
        schedules: [
          { topic, everySeconds: 1 },
          { topic: other, everySeconds: 1 },
        ],
      })
      await until(() => ticks.jobs.length >= 3, { within: 15_000 })
      assert.lengthOf(jobs, 1)
      gate.resolve()
    })

    test('survive a process that dies while it runs them', async ({ assert }) => {
      const topic = aTopic()
      await shop.add(aMessage(topic))
      // What a process leaves behind that began the attempt and was killed.
      await db.rawQuery(
        `update outbox set attempts = 1, run_at = now() + interval '1 second' where topic = ?`,
        [topic]
      )
      const { jobs, on } = recorder()
      await shop.running({ handlers: [on(topic)] })
      await until(() => all(topic, 'done'))
      assert.deepEqual(
        jobs.map(({ attempt }) => attempt),
        [2]
      )
    })

    test('run on when every connection to the database breaks', async ({ assert }) => {
      const topic = aTopic()
      const gate = Promise.withResolvers<void>()
      const { jobs, on } = recorder(() => gate.promise)
      const worker = await shop.running({ handlers: [on(topic)], leaseSeconds: 1 })
      await shop.add(aMessage(topic))
      await until(() => jobs.length === 1)

      await breakConnections()
      const message = aMessage(topic)
      const added = () =>
        shop.add(message).then(
          () => true,
          () => false
        )
      await until(added, { what: 'a connection that works' })
      gate.resolve()
      await until(() => all(topic, 'done'), { within: 20_000 })
      assert.isAtLeast(jobs.length, 2)
      await until(() => worker.status().state === 'ready')
    })

    test('that kill every process that tries them end as dead', async ({ assert }) => {
      const topic = aTopic()
      await shop.add(aMessage(topic))
      await db.from('outbox').where('topic', topic).update({ attempts: 15 })
      const { jobs, on } = recorder()
      await shop.running({ handlers: [on(topic)] })
      await until(() => all(topic, 'dead'))
      assert.lengthOf(jobs, 0)
    })

    test('need one subscriber of a name per topic', async ({ assert }) => {
      const { on } = recorder()
      const topic = randomUUID()
      assert.throws(() => shop.worker({ handlers: [on(topic), on(topic)] }), /twice/)
    })
  })
}

/** Ends this process' connections from the other side, as a restart of Postgres does. */
async function breakConnections(): Promise<void> {
  const pids = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { rows } = await db.rawQuery<{ rows: { pid: number }[] }>(
        'select pg_backend_pid() as pid, pg_sleep(0.05)'
      )
      return rows[0]?.pid
    })
  )
  const others = [...new Set(pids)].filter((pid) => pid !== undefined)
  await db
    .rawQuery('select pg_terminate_backend(pid) from unnest(?::int[]) as pid', [others])
    .catch(() => undefined)
}
